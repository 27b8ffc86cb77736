package io.tunebook.kernels.cpu;

class VectorProductsTest extends MatrixProductContract {

    @Override
    Products products() {
        return new VectorProducts();
    }
}
