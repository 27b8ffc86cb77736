package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The page of agents, and what their trials and studies show. Each test builds on those before it.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AgentsPageTest extends BrowserTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String RATE =
            "{'name':'rate','domain':{'scale':'log','low':0.001,'high':1}}";

    @BeforeEach
    void open() {
        open(new Browser.NewContextOptions());
    }

    private static JsonNode post(String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    body.replace('\'', '"')))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return MAPPER.readTree(response.body());
        }
    }

    private static String ask(int slot) throws Exception {
        return post(
                        "/studies/p-s1/ask",
                        "{'trainer':'train.py','device':'gpu','agent':{'id':'n7-%d','host':'n7','slot':'%d'}}"
                                .formatted(slot, slot))
                .get("trial")
                .asString();
    }

    @Test
    @Order(1)
    void anEmptyPageSaysHowToStartAnAgent() {
        page.navigate(url + "/agents");
        assertThat(id("no-agents")).containsText("curl -O " + url + "/client/tunebook.py");
        page.navigate(url + "/agents?at=0");
        assertThat(id("agents-past")).containsText("as they are now only");
    }

    @Test
    @Order(2)
    void anAgentIsDrainedByKeyboardAndItsTrialIsStoppedWithAReason() throws Exception {
        post(
                "/projects",
                "{'id':'p','title':'P','objective':{'metric':'error','direction':'MINIMIZE'}}");
        post(
                "/projects/p/rounds",
                "{'goal':{'kind':'UNDERSTANDING','phase':'EXPLORATION','question':'Which rate?'},'roles':[{'parameter':"
                        + RATE
                        + ",'role':'SCIENTIFIC','why':'asked'}]}");
        post(
                "/rounds/p-r1/studies",
                "{'name':'S','settings':{},'space':["
                        + RATE
                        + "],'algorithm':{'kind':'SOBOL','seed':3},'trials':8,'trainer':'external','reproduction':{'command':'train.py','version':'1','data':'d','digest':'00'}}");
        post("/studies/p-s1/start", "{}");
        page.navigate(url + "/agents");
        assertThat(id("no-agents")).isVisible();
        ask(1);
        // By the live stream, before the next poll.
        assertThat(id("agent-state")).hasText("training");
        id("drain").press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("gets no further trial");
        page.keyboard().press("Enter");
        assertThat(id("agent-state")).hasText("draining: trains its last trial");
        id("stop-trial").click();
        page.getByLabel("Reason").fill("too slow");
        page.keyboard().press("Enter");
        assertThat(id("agent-state")).hasText("draining: gets no further trial");
        post("/agents/n7-1/leave", "{'why':'drained'}");
        assertThat(id("ended-agent")).containsText("drained");
        page.navigate(url + "/trials/p-s1-t0");
        assertThat(page.locator("main")).containsText("infeasible: too slow");
    }

    @Test
    @Order(3)
    void aFailedPollKeepsTheAgentsAndShowsOneLine() throws Exception {
        ask(2);
        page.clock().install();
        page.navigate(url + "/agents");
        assertThat(id("agent-state")).hasText("training");
        page.route("**/api/v1/agents", route -> route.abort());
        page.clock().fastForward(3_000);
        assertThat(id("agents-problem")).containsText("Not updated since");
        assertThat(id("agent-state")).hasText("training");
        page.unroute("**/api/v1/agents");
        page.clock().fastForward(3_000);
        assertThat(id("agents-problem")).isEmpty();
    }

    @Test
    @Order(4)
    void aTrialShowsItsAttemptAndFollowsTheOutputOfItsScript() throws Exception {
        page.navigate(url + "/studies/p-s1");
        assertThat(id("at-work")).hasText("1 agent at work");
        page.navigate(url + "/trials/p-s1-t1");
        assertThat(page.locator("main")).containsText("n7-2");
        assertThat(id("output")).isHidden();
        id("offer-again").click();
        page.getByLabel("Reason").fill("a slow machine");
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).containsText("abandoned: a slow machine");
        String second = ask(3);
        long end =
                post(
                                "/trials/" + second + "/output",
                                "{'offset':0,'text':'10%\\r20%\\n<b>bold</b>\\n'}")
                        .get("end")
                        .asLong();
        page.clock().install();
        page.navigate(url + "/trials/" + second);
        assertThat(id("attempts")).containsText("Attempt 2 at this configuration, after trial 1");
        Locator output = id("output").locator("pre");
        assertThat(output).hasText("20%\n<b>bold</b>\n");
        post("/trials/" + second + "/output", "{'offset':%d,'text':'epoch 2'}".formatted(end));
        page.clock().fastForward(2_000);
        assertThat(output).containsText("epoch 2");
        Download text = page.waitForDownload(() -> id("download-output").click());
        assertThat(text.suggestedFilename()).isEqualTo(second + "-output.txt");
        assertThat(Files.readString(text.path())).isEqualTo("10%\r20%\n<b>bold</b>\nepoch 2");
    }
}
