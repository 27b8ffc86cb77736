package io.tunebook.kernels.cpu;

/// Flattens an image to one row.
///
/// @param run floats from one line to the next in the flat row
record FlattenStage(ValuesAndGradient in, ValuesAndGradient out, int run) implements Stage {

    private static final int PANEL = Matrix.PANEL;

    @Override
    public boolean isByImage() {
        return true;
    }

    @Override
    public void forward(int part, int from, int to) {
        copy(in.values(), out.values(), true, from, to);
    }

    @Override
    public void backward(int part, int from, int to) {
        if (in.gradientOrNull() != null) {
            copy(in.gradient(), out.gradient(), false, from, to);
        }
    }

    private void copy(Volume image, Volume flat, boolean forth, int from, int to) {
        for (int index = from; index < to; index++) {
            for (int y = 0; y < image.shape.height(); y++) {
                for (int x = 0; x < image.shape.width(); x++) {
                    int at = image.at(index, y, x);
                    int column = y * run + x * image.lanes();
                    for (int p = 0; p < image.panels; p++) {
                        if (forth) {
                            flatten(image, at + p * image.panel, flat, index, column + p * PANEL);
                        } else {
                            int side = flat.at(index, column + p * PANEL);
                            System.arraycopy(
                                    flat.data, side, image.data, at + p * image.panel, PANEL);
                        }
                    }
                }
            }
        }
    }

    /// A pixel with fewer than 16 channels may lie in two panels.
    private static void flatten(Volume image, int at, Volume flat, int index, int column) {
        if (image.pixel == PANEL) {
            System.arraycopy(image.data, at, flat.data, flat.at(index, column), PANEL);
            return;
        }
        for (int lane = 0; lane < image.pixel; lane++) {
            flat.data[flat.at(index, column + lane)] = image.data[at + lane];
        }
    }
}
