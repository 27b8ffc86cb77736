package io.tunebook.kernels.cpu;

class PlainProductsTest extends MatrixProductContract {

    @Override
    Products products() {
        return new PlainProducts();
    }
}
