package io.tunebook.kernels.cpu;

/// Flattens an image to one row.
///
/// @param run floats from one line to the next in the flat row
record FlattenStage(ValuesAndGradient in, ValuesAndGradient out, int run) implements Stage {

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
        int length = image.shape.width() * image.pixel;
        for (int index = from; index < to; index++) {
            for (int y = 0; y < image.shape.height(); y++) {
                int line = image.at(index, y, 0);
                int side = flat.at(index, 0, 0) + y * run;
                if (forth) {
                    System.arraycopy(image.data, line, flat.data, side, length);
                } else {
                    System.arraycopy(flat.data, side, image.data, line, length);
                }
            }
        }
    }
}
