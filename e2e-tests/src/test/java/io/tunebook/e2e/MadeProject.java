package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;

/// A small project, written over HTTP like an external trainer's: a study of 30 trials whose curves
/// contain NaN, a divergence to 5,000, and a name of 10,000 characters.
final class MadeProject {
    static final int TRIALS = 30;
    static final String LONG = "very ".repeat(2_000);
    private static final String SPACE =
            "[{'name':'learning_rate','domain':{'scale':'log','low':0.001,'high':1}},"
                    + "{'name':'momentum','domain':{'scale':'linear','low':0,'high':0.99}},"
                    + "{'name':'optimizer','domain':{'scale':'choice','values':['sgd','adam']}}]";

    private final String url;
    private final HttpClient client = HttpClient.newHttpClient();

    private MadeProject(String url) {
        this.url = url;
    }

    static void writeTo(String url) throws IOException, InterruptedException {
        MadeProject made = new MadeProject(url);
        try (made.client) {
            made.write();
        }
    }

    private void write() throws IOException, InterruptedException {
        post(
                "/projects",
                "{'id':'p','title':'Made','objective':{'metric':'validation/error','direction':'MINIMIZE'}}");
        post(
                "/projects/p/rounds",
                "{'goal':{'kind':'UNDERSTANDING','phase':'EXPLORATION','question':'Which optimizer?'},'roles':["
                        + roles()
                        + "]}");
        post(
                "/rounds/p-r1/studies",
                "{'name':'All','settings':{},'space':"
                        + SPACE
                        + ",'algorithm':{'kind':'HALTON','seed':1},'trials':"
                        + TRIALS
                        + ",'reproduction':{'command':'train.py','version':'1','data':'outside','digest':'00'}}");
        post("/rounds/p-r1/notes", "{'text':'**Long** " + LONG + " <script>alert(1)</script>'}");
        post("/studies/p-s1/start", "{}");
        for (int t = 0; t < TRIALS; t++) {
            trial(t);
        }
        experiment();
    }

    /// An experiment as written by a script that logs to MLflow, not described yet.
    private void experiment() throws IOException, InterruptedException {
        mlflow("/experiments/create", "{'name':'tracked'}");
        for (int r = 0; r < 12; r++) {
            String answer = mlflow("/runs/create", "{'experiment_id':'1','start_time':" + r + "}");
            String run = answer.replaceAll("(?s).*?\"run_id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
            mlflow(
                    "/runs/log-batch",
                    "{'run_id':'%s','params':[{'key':'lr','value':'%s'},{'key':'seed','value':'%d'}],'metrics':[{'key':'val_loss','value':%s,'timestamp':1,'step':1},{'key':'val_loss','value':%s,'timestamp':2,'step':2}]}"
                            .formatted(
                                    run,
                                    number(0.001 * (1 << r)),
                                    r,
                                    number(1),
                                    number(0.5 + 0.01 * r)));
            mlflow("/runs/update", "{'run_id':'" + run + "','status':'FINISHED','end_time':9000}");
        }
    }

    private String mlflow(String path, String body) throws IOException, InterruptedException {
        return send("/api/2.0/mlflow" + path, body);
    }

    private static String roles() {
        return SPACE.substring(1, SPACE.length() - 1)
                .replace("{'name':'learning_rate'", "{'parameter':{'name':'learning_rate'")
                .replace("{'name':'momentum'", "{'parameter':{'name':'momentum'")
                .replace("{'name':'optimizer'", "{'parameter':{'name':'optimizer'")
                .replace(
                        "'high':1}},{'parameter':{'name':'momentum'",
                        "'high':1}},'role':'NUISANCE','why':'tuned'},{'parameter':{'name':'momentum'")
                .replace(
                        "'high':0.99}},{'parameter'",
                        "'high':0.99}},'role':'NUISANCE','why':'tuned'},{'parameter'")
                .concat(",'role':'SCIENTIFIC','why':'asked'}");
    }

    private void trial(int t) throws IOException, InterruptedException {
        post("/studies/p-s1/ask", "{'trainer':'made','device':'none'}");
        StringBuilder steps = new StringBuilder();
        StringBuilder validation = new StringBuilder();
        StringBuilder training = new StringBuilder();
        for (int i = 1; i <= 50; i++) {
            String comma = i == 1 ? "" : ",";
            steps.append(comma).append(10 * i);
            double y = 0.03 + 0.001 * t + 0.9 / i;
            boolean lost = t == 3 && i > 30;
            validation.append(comma).append(lost ? "'NaN'" : t == 4 ? "5000" : number(y));
            training.append(comma).append(number(y / 2));
        }
        post(
                "/trials/p-s1-t" + t + "/curve",
                "{'steps':[%s],'metrics':{'validation/error':[%s],'training/error':[%s]}}"
                        .formatted(steps, validation, training));
        if (t == 3 || t == 4) {
            post(
                    "/trials/p-s1-t" + t + "/infeasible",
                    "{'reason':'the loss is not a number','step':300}");
        } else {
            post(
                    "/trials/p-s1-t" + t + "/complete",
                    "{'value':%s,'bestStep':500,'steps':500,'seconds':2.5}"
                            .formatted(number(0.048 + 0.001 * t)));
        }
    }

    private static String number(double y) {
        return String.format(Locale.ROOT, "%.4f", y);
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        send("/api/v1" + path, body);
    }

    private String send(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path + response.body()).isEqualTo(200);
        return response.body();
    }
}
