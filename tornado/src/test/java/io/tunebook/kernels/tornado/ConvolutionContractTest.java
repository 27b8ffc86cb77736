package io.tunebook.kernels.tornado;

import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.KernelContext;

/// Convolutions of images of 7 x 5 pixels from 3 to 4 channels.
class ConvolutionContractTest extends KernelContract {

    private static final int INPUT = T * ROWS * 7 * 5 * 3;
    private static final int OUTPUT = T * ROWS * 7 * 5 * 4;
    private static final int LINES = 3 * 3 * 3 + 1;

    /// Of at most 5 images.
    private static final int PARTS = 4;

    private static final int WEIGHTS = 3 * 3 * 3 * 4 + 4 + 9;

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "convolve",
                        lengths(7 * 5 * 4, ROWS, T),
                        new int[] {INPUT, T * WEIGHTS, OUTPUT},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::convolve,
                                        new KernelContext(),
                                        a.f(0),
                                        a.active,
                                        a.f(1),
                                        a.f(2),
                                        T,
                                        ROWS,
                                        7,
                                        5,
                                        3,
                                        4,
                                        3,
                                        WEIGHTS,
                                        5,
                                        1),
                        (c, a) ->
                                ImageKernels.convolve(
                                        c, a.f(0), a.active, a.f(1), a.f(2), T, ROWS, 7, 5, 3, 4, 3,
                                        WEIGHTS, 5, 1)),
                new Case(
                        "convolveBackward",
                        lengths(7 * 5 * 3, ROWS, T),
                        new int[] {OUTPUT, T * WEIGHTS, INPUT},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::convolveBackward,
                                        new KernelContext(),
                                        a.f(0),
                                        a.active,
                                        a.f(1),
                                        a.f(2),
                                        T,
                                        ROWS,
                                        7,
                                        5,
                                        3,
                                        4,
                                        3,
                                        WEIGHTS,
                                        5),
                        (c, a) ->
                                ImageKernels.convolveBackward(
                                        c, a.f(0), a.active, a.f(1), a.f(2), T, ROWS, 7, 5, 3, 4, 3,
                                        WEIGHTS, 5)),
                new Case(
                        "convolveGradient",
                        lengths(4, LINES, T * PARTS),
                        new int[] {INPUT, OUTPUT, T * PARTS * LINES * 4},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::convolveGradient,
                                        new KernelContext(),
                                        a.f(0),
                                        a.active,
                                        a.f(1),
                                        a.f(2),
                                        T,
                                        ROWS,
                                        7,
                                        5,
                                        3,
                                        4,
                                        3,
                                        PARTS,
                                        5,
                                        LINES),
                        (c, a) ->
                                ImageKernels.convolveGradient(
                                        c, a.f(0), a.active, a.f(1), a.f(2), T, ROWS, 7, 5, 3, 4, 3,
                                        PARTS, 5, LINES)),
                new Case(
                        "sumParts",
                        lengths(LINES * 4, T),
                        new int[] {T * PARTS * LINES * 4, T * WEIGHTS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::sumParts,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        T,
                                        PARTS,
                                        LINES * 4,
                                        WEIGHTS,
                                        5),
                        (c, a) ->
                                ImageKernels.sumParts(
                                        c, a.f(0), a.f(1), T, PARTS, LINES * 4, WEIGHTS, 5)));
    }
}
