package io.tunebook.server.playbook.analysis;
public final class CurveProbe {
  public static double[] of(io.tunebook.server.model.Curves.Series s) {
    CurveJudge j = CurveJudge.judge(s.values(), 1);
    return new double[]{j.noise, j.rise()/j.noise, j.rise()/Math.max(1e-9,j.excursion()), j.lately()/j.noise};
  }
}
