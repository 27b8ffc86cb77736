package io.tunebook.bench.verdicts;
import io.tunebook.bench.verdicts.SimulatedCurve.*;
import io.tunebook.server.playbook.analysis.*;
import java.util.*;
final class CurveDebug {
    public static void main(String[] a) {
        int N = 1000; long seed = Long.parseLong(a.length > 0 ? a[0] : "7");
        for (Shape s : Shape.values()) for (int n : new int[] {24, 100}) for (Disturbance d : Disturbance.values()) {
            StringBuilder b = new StringBuilder();
            b.append("%-8s %3d %-9s".formatted(s, n, d));
            for (double c : new double[] {0, .5, .8}) {
                var sim = new SimulatedCurve(s, c, d, n);
                double[] r1 = new double[N], r2 = new double[N], r3 = new double[N]; int[] k = new int[CurveShape.Kind.values().length];
                double nz = 0;
                for (int i = 0; i < N; i++) {
                    var x = Unit.FRACTION.series(sim.draw(Rate.random(seed + n, i)));
                    var cs = CurveShape.of(Unit.FRACTION.objective(), x);
                    double[] st = CurveProbe.of(x);
                    nz += st[0] / N;
                    k[cs.verdict().ordinal()]++;
                    r1[i] = st[1]; r2[i] = st[2]; r3[i] = st[3];
                }
                Arrays.sort(r1); Arrays.sort(r2); Arrays.sort(r3);
                int q = s == Shape.RISING ? (int) (.05 * N) : (int) (.95 * N);
                b.append(" | OV%5.1f IM%5.1f FL%5.1f CO%4.1f nz%.2f rise/nz %5.1f /D %5.1f lat %5.1f".formatted(100.0*k[1]/N, 100.0*k[2]/N, 100.0*k[3]/N, 100.0*k[5]/N, nz / SimulatedCurve.NOISE, r1[q], r2[q], r3[q]));
            }
            System.out.println(b);
        }
    }
}
