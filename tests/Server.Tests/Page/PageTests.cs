using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace CharRnn.Server.Tests;

[TestClass]
public sealed class PageTests
{
    private const string Prompt = "Gets the number of ";
    private const string EndlessLength = "max_tokens.max = 1000000; max_tokens.value = 1000000"; // until it is stopped

    [TestMethod]
    public async Task A_text_comes_with_a_shade_for_what_each_character_cost()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        await opened.GenerateAsync(Prompt, seed: 7);

        JsonElement choice = (await server.CompleteAsync(new { prompt = Prompt, max_tokens = 300, temperature = 0.7, seed = 7, echo = true, logprobs = 0 }))
            .Choice();
        Assert.AreEqual(choice.GetProperty("text").GetString(), await opened.TextAsync());
        string[] levels = [.. choice.GetProperty("logprobs").GetProperty("token_logprobs").EnumerateArray().Select(LevelOf)];
        string[] classes = await opened.Page.Locator("#text > span").EvaluateAllAsync<string[]>("all => all.map(one => one.classList[0])");
        CollectionAssert.AreEqual(levels, classes);
        StringAssert.EndsWith(await opened.ProgressAsync("Full length: 300 characters, "), "seed 7.");
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task A_text_is_stopped_and_continued()
    {
        await using RunningServer server = await RunningServer.StartAsync("Server:MaxTokens=1000000");
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        await page.FillAsync("#prompt", Prompt);
        await page.EvaluateAsync(EndlessLength);
        await page.ClickAsync("#generate");
        await page.WaitForFunctionAsync("() => text.childElementCount > 50");
        await page.ClickAsync("#stop");
        await opened.ProgressAsync("Stopped: ");
        string stopped = await opened.TextAsync();
        Assert.IsTrue(await page.IsDisabledAsync("#stop"));
        await server.AssertIdleAsync();

        await page.EvaluateAsync("max_tokens.value = 20");
        await page.ClickAsync("#continue");
        await opened.ProgressAsync("Full length: 20 characters, ");
        string continued = await opened.TextAsync();
        StringAssert.StartsWith(continued, stopped);
        Assert.AreEqual(stopped.Length + 20, continued.Length);
        Assert.AreEqual(0, await page.Locator("#text > span[class='']").CountAsync());
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task A_click_forks_the_text_and_back_returns_to_it()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        await opened.GenerateAsync(Prompt);
        string first = await opened.TextAsync();
        await page.FillAsync("#seed", "2");
        await page.Locator("#text > span").Nth(40).ClickAsync();
        await page.WaitForFunctionAsync("() => progress.textContent.includes('seed 2') && progress.textContent.startsWith('Full')");
        string second = await opened.TextAsync();
        Assert.AreEqual(first[..41], await page.InputValueAsync("#prompt"));
        Assert.AreEqual(first[..41], second[..41]);
        Assert.AreNotEqual(first, second);
        Assert.AreEqual(41 + 300, second.Length);

        await page.ClickAsync("#back");
        Assert.AreEqual(first, await opened.TextAsync());
        Assert.IsTrue(await page.IsDisabledAsync("#back"));
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task A_fork_while_the_text_grows_leaves_nothing_of_the_first()
    {
        await using RunningServer server = await RunningServer.StartAsync("Server:MaxTokens=1000000");
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        await page.FillAsync("#prompt", Prompt);
        await page.FillAsync("#seed", "3");
        await page.EvaluateAsync(EndlessLength);
        await page.ClickAsync("#generate");
        await page.WaitForFunctionAsync("() => text.childElementCount > 50");
        await page.EvaluateAsync("max_tokens.value = 30; text.children[30].click()"); // as a finger does
        StringAssert.Contains(await page.TextContentAsync("#character"), " bits · likeliest: ");
        Assert.AreEqual(Prompt, await page.InputValueAsync("#prompt"));
        await page.EvaluateAsync("text.children[30].click()");
        await opened.ProgressAsync("Full length: 30 characters, ");
        JsonElement whole = await server.CompleteAsync(new { prompt = await page.InputValueAsync("#prompt"), max_tokens = 30, temperature = 0.7, seed = 3, echo = true });
        Assert.AreEqual(whole.Text(), await opened.TextAsync());
        await server.AssertIdleAsync();
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task Options_and_model_are_those_that_are_chosen()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        CollectionAssert.AreEqual((string[])["docs", "names"], (await page.Locator("#model option").AllTextContentsAsync()).ToArray());
        await page.SelectOptionAsync("#model", "names");
        foreach ((string name, string value) in new (string, string)[] { ("temperature", "1.2"), ("top_p", "0.9"), ("top_k", "20"), ("min_p", "0.01"), ("presence_penalty", "-0.5"), ("frequency_penalty", "0.5"), ("max_tokens", "200") })
        {
            await page.EvalOnSelectorAsync($"#{name}", "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); }", value);
            Assert.AreEqual(value, await page.TextContentAsync($"label[for={name}] output"));
        }

        await page.FillAsync("#stop_text", "\\n");
        await page.FillAsync("#seed", "5");
        await page.FillAsync("#prompt", "Abc");
        await page.ClickAsync("#generate");
        await opened.ProgressAsync("Stop text found");
        JsonElement answer = await server.CompleteAsync(
            new { model = "names", prompt = "Abc", max_tokens = 200, temperature = 1.2, top_p = 0.9, top_k = 20, min_p = 0.01, presence_penalty = -0.5, frequency_penalty = 0.5, stop = "\n", seed = 5, echo = true });
        Assert.AreEqual(answer.Text(), await opened.TextAsync());

        await page.ClickAsync("#defaults");
        CollectionAssert.AreEqual((string[])["0.7", "off", "off", "off", "off", "off", "300"], (await page.Locator(".settings output").AllTextContentsAsync()).ToArray());
        Assert.AreEqual("", await page.InputValueAsync("#seed") + await page.InputValueAsync("#stop_text"));
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    [DataRow(4096, "4090")]
    [DataRow(200, "200")]
    [DataRow(5, "5")]
    [DataRow(10_000_000, "5000")] // more is too much for a slider
    public async Task The_longest_text_is_as_long_as_the_server_allows(int maxTokens, string longest)
    {
        await using RunningServer server = await RunningServer.StartAsync($"Server:MaxTokens={maxTokens}");
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        string first = $"{Math.Min(maxTokens, 300)}";
        Assert.AreEqual(first, await page.TextContentAsync("label[for=max_tokens] output"));
        await page.FocusAsync("#max_tokens");
        await page.Keyboard.PressAsync("End");
        Assert.AreEqual(longest, await page.TextContentAsync("label[for=max_tokens] output"));
        await page.ClickAsync("#defaults");
        Assert.AreEqual(first, await page.TextContentAsync("label[for=max_tokens] output"));
        await page.Keyboard.PressAsync("Control+Enter");
        await opened.ProgressAsync($"Full length: {first} characters, ");
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task Words_are_shaded_and_counted_as_the_server_does()
    {
        using TemporaryFolder folder = new();
        await using RunningServer server = await RunningServer.StartOnlyAsync($"Models:words:ModelPath={MadeModels.Words(folder)}");
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        await opened.GenerateAsync(MadeModels.Prompt, seed: 7);
        JsonElement answer = await server.CompleteAsync(new { model = "words", prompt = MadeModels.Prompt, max_tokens = 300, temperature = 0.7, seed = 7, echo = true, logprobs = 0 });
        JsonElement logprobs = answer.Choice().GetProperty("logprobs");
        CollectionAssert.AreEqual(
            logprobs.GetProperty("tokens").EnumerateArray().Select(word => word.GetString()).ToArray(),
            (await page.Locator("#text > span").AllTextContentsAsync()).ToArray());
        double bits = -logprobs.GetProperty("token_logprobs").EnumerateArray().TakeLast(300).Sum(value => value.GetDouble()) / Math.Log(2);
        int characters = answer.Text()[MadeModels.Prompt.Length..].EnumerateRunes().Count();
        StringAssert.StartsWith(await opened.ProgressAsync("Full length"), $"Full length: {characters} characters, {bits / characters:F2} bits per character, seed 7.");

        await page.FillAsync("#lines", MadeModels.Prompt.TrimEnd('\n'));
        await page.ClickAsync("#score button");
        await page.WaitForSelectorAsync("#scores tbody tr");
        JsonElement score = (await server.PostAsync("/v1/score", Requests.Json(new { model = "words", text = MadeModels.Prompt.TrimEnd('\n'), surprisals = true }))).Answer.GetProperty("scores")[0];
        CollectionAssert.AreEqual(
            score.GetProperty("tokens").EnumerateArray().Select(word => word.GetString()).ToArray(),
            (await page.Locator("#scores tbody span").AllTextContentsAsync()).ToArray());
        CollectionAssert.AreEqual(
            score.GetProperty("surprisals").EnumerateArray().Select(one => LevelOf(one.GetDouble())).ToArray(),
            (await page.Locator("#scores tbody span").EvaluateAllAsync<string[]>("all => all.map(one => one.className)")).ToArray());
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task It_works_below_a_path_of_a_proxy()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using Nginx nginx = new([server.Client.BaseAddress!.Port]);
        await using OpenedPage opened = await OpenedPage.OpenAsync($"http://127.0.0.1:{nginx.Port}/below/");
        await opened.GenerateAsync(Prompt);
        await opened.Page.FillAsync("#lines", "ab");
        await opened.Page.ClickAsync("#score button");
        await opened.Page.WaitForFunctionAsync("() => scored.textContent === '1 of 1 lines scored.'");
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task A_line_that_is_refused_says_why_in_its_place()
    {
        await using RunningServer server = await RunningServer.StartAsync("Server:MaxPromptLength=30", "Server:MaxTexts=1");
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        string longLine = new('x', 31);
        await page.FillAsync("#lines", $"Gets it.\n{longLine}\nGets them.");
        await page.ClickAsync("#score button");
        await page.WaitForFunctionAsync("() => scored.textContent === '3 of 3 lines scored.'");
        (_, JsonElement refusal) = await server.PostAsync("/v1/score", Requests.Json(new { model = "docs", text = longLine }));
        CollectionAssert.AreEqual(
            (string?[])["Gets it.", refusal.Error().GetProperty("message").GetString(), "Gets them."],
            (await page.Locator("#scores tbody td:last-child").AllTextContentsAsync()).ToArray());
        Assert.AreEqual("–", await page.TextContentAsync("#scores tbody tr:nth-child(2) td"));
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task A_scored_character_is_read_by_keyboard()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        await page.FillAsync("#lines", "ab\ncd");
        await page.ClickAsync("#score button");
        await page.WaitForFunctionAsync("() => scored.textContent === '2 of 2 lines scored.'");
        await TabToAsync(page, "scores");
        foreach ((string key, string character) in new (string, string)[] { ("Home", "a"), ("ArrowRight", "b"), ("ArrowRight", "c"), ("ArrowUp", "a"), ("ArrowDown", "c"), ("End", "d"), ("ArrowRight", "d"), ("ArrowLeft", "c") })
        {
            await page.Keyboard.PressAsync(key);
            StringAssert.Matches(await page.TextContentAsync("#scoredCharacter"), new($"^“{character}” · \\d+\\.\\d bits$"));
        }

        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task A_text_from_right_to_left_is_read_in_its_direction()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        await opened.Page.FillAsync("#lines", "שלום\nabc");
        await opened.Page.ClickAsync("#score button");
        await opened.Page.WaitForSelectorAsync("#scores tbody tr");
        double[] places = await opened.Page.Locator("#scores tbody span").EvaluateAllAsync<double[]>("all => all.map(one => one.getBoundingClientRect().x)");
        CollectionAssert.AreEqual(places[..4].OrderDescending().ToArray(), places[..4]);
        CollectionAssert.AreEqual(places[4..].Order().ToArray(), places[4..]);
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task Lines_are_scored_in_order_with_their_odd_characters()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        string[] lines = ["Gets the number of elements.", "Gets teh nubmer of elemnets.", .. Enumerable.Range(0, 300).Select(i => $"Line {i}.")];
        await page.FillAsync("#lines", string.Join("\n", lines).Replace(".\nGets", ".\n\nGets", StringComparison.Ordinal));
        await page.ClickAsync("#score button");
        await page.WaitForFunctionAsync("() => scored.textContent === '302 of 302 lines scored.'");
        CollectionAssert.AreEqual(lines, (await page.Locator("#scores tbody td:last-child").AllTextContentsAsync()).ToArray());

        JsonElement[] scores = [.. (await server.PostAsync("/v1/score", Requests.Json(new { texts = lines[..2], surprisals = true }))).Answer.GetProperty("scores").EnumerateArray()];
        for (int i = 0; i < scores.Length; i++)
        {
            ILocator row = page.Locator("#scores tbody tr").Nth(i);
            Assert.AreEqual($"{scores[i].GetProperty("bits_per_character").GetDouble():F2}", await row.Locator("td").First.TextContentAsync());
            string[] expected = [.. scores[i].GetProperty("surprisals").EnumerateArray().Select(bits => LevelOf(bits.GetDouble()))];
            CollectionAssert.AreEqual(expected[..lines[i].Length], await row.Locator("span").EvaluateAllAsync<string[]>("all => all.map(one => one.className)"));
        }

        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task Markup_and_invisible_characters_stay_text()
    {
        const string hostile = "</span><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\u0007é";
        await using RunningServer server = await RunningServer.StartAsync("Models:<b>bold</b>:ModelPath=models/dotnet-names.onnx", "Server:UnknownPolicy=skip");
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        await page.SelectOptionAsync("#model", "<b>bold</b>");
        await opened.GenerateAsync(hostile);
        StringAssert.StartsWith(await opened.TextAsync(), hostile);
        await page.FillAsync("#lines", hostile);
        await page.ClickAsync("#score button");
        await page.WaitForSelectorAsync("#scores tbody tr");
        Assert.AreEqual(hostile, await page.TextContentAsync("#scores tbody td:last-child"));
        Assert.AreEqual("U+202E", await page.Locator("#scores [data-name]").First.GetAttributeAsync("data-name"));
        Assert.AreEqual(0, await page.Locator("main img, main script, main b, .text span *").CountAsync());
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task No_script_runs_that_the_server_does_not_have()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await server.Client.GetAsync("/");
        StringAssert.StartsWith(response.Headers.GetValues("Content-Security-Policy").Single(), "default-src 'none'; script-src 'self'; style-src 'self'; ");
        Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.AreEqual("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.AreEqual(HttpStatusCode.NotFound, (await server.Client.GetAsync("/appsettings.json")).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await server.Client.GetAsync("/..%2fCharRnn.Server.dll")).StatusCode);

        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        Assert.IsEmpty(opened.Problems);
        await opened.Page.EvaluateAsync("() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script); }");
        Assert.IsFalse(await opened.Page.EvaluateAsync<bool>("'ran' in window"));
        StringAssert.Contains(opened.Problems.Single(), "Content Security Policy");
    }

    [TestMethod]
    public async Task What_goes_wrong_is_one_message_that_goes_away()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        await page.FillAsync("#prompt", "日<b>");
        await page.ClickAsync("#generate");
        (_, JsonElement refusal) = await server.PostAsync("/v1/completions", Requests.Json(new { prompt = "日<b>" }));
        Assert.AreEqual(refusal.Error().GetProperty("message").GetString(), await opened.ProblemAsync());
        await opened.GenerateAsync(Prompt);
        Assert.IsFalse(await page.IsVisibleAsync("#problem"));

        await page.Context.SetOfflineAsync(true);
        await page.ClickAsync("#continue");
        Assert.AreEqual($"The server at {server.Client.BaseAddress!.Authority} does not answer.", await opened.ProblemAsync());
        await opened.ProgressAsync("Failed: 0 characters, ");
        StringAssert.StartsWith(await opened.TextAsync(), Prompt);
    }

    [TestMethod]
    public async Task A_key_is_asked_for_and_kept_for_the_tab()
    {
        const string key = "0123456789abcdef";
        await using RunningServer server = await RunningServer.StartAsync($"Server:ApiKeys:0={key}");
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        Assert.AreEqual("The server asks for a key.", await opened.ProblemAsync());
        await page.FillAsync("#key", "wrong");
        await page.PressAsync("#key", "Enter");
        await page.WaitForFunctionAsync("() => problem.textContent === 'The server does not know this key.'");
        await page.FillAsync("#key", key);
        await page.PressAsync("#key", "Enter");
        await page.WaitForSelectorAsync("#keyForm", new() { State = WaitForSelectorState.Hidden });
        await opened.GenerateAsync(Prompt);
        await page.ReloadAsync();
        await opened.GenerateAsync(Prompt);
        Assert.AreEqual(0, await page.EvaluateAsync<int>("localStorage.length + document.cookie.length"));
    }

    [TestMethod]
    public async Task Everything_is_reached_by_keyboard()
    {
        await using RunningServer server = await RunningServer.StartAsync("Server:MaxTokens=1000000");
        await using OpenedPage opened = await OpenedPage.OpenAsync(server);
        IPage page = opened.Page;
        await TabToAsync(page, "prompt");
        await page.Keyboard.TypeAsync(Prompt);
        await page.Keyboard.PressAsync("Control+Enter");
        await opened.ProgressAsync("Full length");
        string first = await opened.TextAsync();
        await TabToAsync(page, "text");
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowRight");
        StringAssert.StartsWith(await page.TextContentAsync("#character"), "“e” · ");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => document.getElementById('prompt').value === 'Ge' && progress.textContent.startsWith('Full')");
        Assert.AreNotEqual(first, await opened.TextAsync());

        await page.EvaluateAsync(EndlessLength);
        await page.FocusAsync("#prompt");
        await TabToAsync(page, "continue");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => text.childElementCount > 400");
        Assert.AreEqual("stop", await page.EvaluateAsync<string>("document.activeElement.id"));
        await page.Keyboard.PressAsync("Escape");
        await opened.ProgressAsync("Stopped");
        Assert.AreEqual("continue", await page.EvaluateAsync<string>("document.activeElement.id"));
        await page.Keyboard.PressAsync("Enter");
        await opened.ProgressAsync("Writing");
        await page.FocusAsync("#lines");
        await page.Keyboard.PressAsync("Escape"); // from anywhere
        await opened.ProgressAsync("Stopped");
        Assert.AreEqual(0, await page.Locator("input, select, textarea").EvaluateAllAsync<int>("all => all.filter(one => one.labels.length === 0).length"));
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task A_telephone_needs_no_sideways_scrolling()
    {
        string longName = new('m', 60);
        await using RunningServer server = await RunningServer.StartAsync($"Models:{longName}:ModelPath=models/dotnet-names.onnx");
        await using OpenedPage opened = await OpenedPage.OpenAsync(server, width: 360);
        IPage page = opened.Page;
        await page.SelectOptionAsync("#model", longName);
        await opened.GenerateAsync(new string('a', 200));
        await page.FillAsync("#lines", new string('b', 200));
        await page.ClickAsync("#score button");
        await page.WaitForSelectorAsync("#scores tbody tr");
        await page.EvaluateAsync("() => { keyForm.hidden = problem.hidden = false; problem.textContent = 'x'.repeat(200); }");
        Assert.AreEqual(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        double[] heights = await page.Locator("button:visible, input:visible, select:visible").EvaluateAllAsync<double[]>("all => all.map(one => one.getBoundingClientRect().height)");
        Assert.IsGreaterThanOrEqualTo(24, heights.Min(), "large enough for a finger");
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    [DataRow(ColorScheme.Light)]
    [DataRow(ColorScheme.Dark)]
    public async Task Text_is_readable_on_every_shade(ColorScheme scheme)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using OpenedPage opened = await OpenedPage.OpenAsync(server, scheme: scheme);
        double[] luminances = await opened.Page.EvaluateAsync<double[]>(
            """
            () => {
              const part = value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
              const canvas = new OffscreenCanvas(1, 1).getContext("2d");
              const over = colours => {
                for (const colour of colours) {
                  canvas.fillStyle = colour;
                  canvas.fillRect(0, 0, 1, 1);
                }
                const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
                return 0.2126 * part(r / 255) + 0.7152 * part(g / 255) + 0.0722 * part(b / 255);
              };
              const { color, backgroundColor } = getComputedStyle(document.body);
              return [over([color]), ...Array.from({ length: 11 }, (_, level) => {
                const span = document.createElement("span");
                span.className = "s" + level;
                text.append(span);
                return over([backgroundColor, getComputedStyle(span).backgroundColor]);
              })];
            }
            """);
        double[] contrasts = [.. luminances[1..].Select(paper => (Math.Max(luminances[0], paper) + 0.05) / (Math.Min(luminances[0], paper) + 0.05))];
        Assert.IsGreaterThan(4.5, contrasts.Min(), string.Join(", ", contrasts.Select(contrast => $"{contrast:F1}")));
        Assert.AreEqual(scheme == ColorScheme.Dark, luminances[0] > 0.5);
        Assert.HasCount(11, luminances[1..].Distinct());
        Assert.IsEmpty(opened.Problems);
    }

    private static string LevelOf(JsonElement logProbability) => LevelOf(-logProbability.GetDouble() / Math.Log(2));

    private static string LevelOf(double bits) => $"s{Math.Min(10, Math.Floor(bits + 0.5))}";

    private static async Task TabToAsync(IPage page, string id)
    {
        for (int i = 0; i < 30; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string>("document.activeElement.id") == id)
            {
                return;
            }
        }

        Assert.Fail($"Tab does not lead to {id}.");
    }
}
