package io.tunebook.bench.verdicts;
import io.tunebook.events.*;
import io.tunebook.server.model.*;
import io.tunebook.server.playbook.analysis.*;
import java.util.*;
import java.util.regex.*;
import java.nio.file.*;
import java.io.*;
final class CurveDump {
    public static void main(String[] a) throws Exception {
        Objective o = new Objective("accuracy", Objective.Direction.MAXIMIZE);
        Map<String, Integer> count = new TreeMap<>();
        Map<String, List<String>> by = new TreeMap<>();
        for (String f : new String[] {"deberta-base", "deberta-v3-base"}) {
            try (var in = new BufferedReader(new InputStreamReader(new java.util.zip.GZIPInputStream(Files.newInputStream(Path.of("/work/shared/data/tuning/" + f + ".jsonl.gz")))))) {
                String line; int t = 0;
                while ((line = in.readLine()) != null) {
                    String m = line.substring(line.indexOf("\"matched\""), line.indexOf("\"mismatched\""));
                    Matcher k = Pattern.compile("\\[(\\d+), ([0-9.e-]+)\\]").matcher(m);
                    List<float[]> p = new ArrayList<>();
                    while (k.find()) p.add(new float[] {Float.parseFloat(k.group(1)), Float.parseFloat(k.group(2))});
                    float[] s = new float[p.size()], v = new float[p.size()];
                    for (int i = 0; i < s.length; i++) { s[i] = p.get(i)[0]; v[i] = p.get(i)[1]; }
                    CurveShape c = CurveShape.of(o, new Curves.Series("accuracy", s, v));
                    String kind = c.verdict().name();
                    float max = 0; for (float x : v) max = Math.max(max, x);
                    String truth = max < .4 ? "never" : v[v.length - 1] < .4 ? "collapsed" : "ok";
                    count.merge(truth + " " + kind, 1, Integer::sum);
                    if (truth.equals("ok")) by.computeIfAbsent(kind, _ -> new ArrayList<>()).add(f + " " + (++t) + " " + kind + " " + line.replaceAll(".*\"iteration\": (\\d+).*", "$1") + " " + Arrays.toString(v));
                }
            }
        }
        System.err.println(count);
        for (var e : by.entrySet()) for (var l : e.getValue()) System.out.println(l);
    }
}
