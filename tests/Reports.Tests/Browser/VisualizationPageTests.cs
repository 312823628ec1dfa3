using CharRnn.Inference;
using Microsoft.Playwright;

namespace CharRnn.Reports.Tests;

/// <summary>The page as a person uses it, in a browser.</summary>
[TestClass]
public sealed class VisualizationPageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task The_text_stands_in_lines_coloured_by_the_clearest_cell()
    {
        await using BrowserPage opened = await OpenAsync(Write(new NamedText("t", "ab \"c b\" a\nb\"\n")));
        Assert.AreEqual("ab \"c b\" a↵", await TextOf(opened.Page, row: 0));
        Assert.AreEqual("b\"↵", await TextOf(opened.Page, row: 1));
        string[] levels = await opened.Page.Locator(".row:first-child .c > b").EvaluateAllAsync<string[]>("all => all.map(one => one.className.split(' ')[0])");
        CollectionAssert.AreEqual((string[])["v2", "v2", "v2", "v18", "v18", "v18", "v18", "v2", "v2", "v2", "v2"], levels);
        Assert.AreEqual(11 * 5, await opened.Page.Locator(".row:first-child u.p1").CountAsync(), "five guesses of an eighth each");
        await opened.Page.Locator(".row:first-child .c").Nth(3).HoverAsync();
        string status = (await opened.Page.TextContentAsync("#status"))!;
        StringAssert.StartsWith(status, "4: \" · 3.0 bits · cell 1 +0.76 · next: ");
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task Cells_are_chosen_by_keys_by_the_slider_and_by_a_click()
    {
        await using BrowserPage opened = await OpenAsync(Write(new NamedText("t", "ab \"c b\" a \"a\" b \"b a\"\n")));
        IPage page = opened.Page;
        await ExpectCell(page, "1 of 2", "v2");
        await page.Keyboard.PressAsync("ArrowRight");
        await ExpectCell(page, "2 of 2", "v10");
        await page.Keyboard.PressAsync("ArrowRight");
        await ExpectCell(page, "2 of 2", "v10");
        await page.Keyboard.PressAsync("ArrowLeft");
        await ExpectCell(page, "1 of 2", "v2");
        await page.FocusAsync("#cell");
        await page.Keyboard.PressAsync("ArrowRight");
        await ExpectCell(page, "2 of 2", "v10");
        ILocator quotes = page.Locator(".feature", new() { HasText = "inside quotes" }).Locator("button").First;
        Assert.AreEqual("1  +1.00 / +1.00", await quotes.TextContentAsync());
        await quotes.ClickAsync();
        await ExpectCell(page, "1 of 2", "v2");
        await page.Locator(".feature button[aria-pressed=true]", new() { HasText = "+1.00" }).First.WaitForAsync();
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task A_cell_that_is_chosen_by_Enter_keeps_the_focus_and_all_keys_work_from_there()
    {
        await using BrowserPage opened = await OpenAsync(Write(new NamedText("t", "ab \"c b\" a \"a\" b \"b a\"\n")));
        IPage page = opened.Page;
        await page.Keyboard.PressAsync("ArrowRight");
        await ExpectCell(page, "2 of 2", "v10");
        await page.Locator(".feature button").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await ExpectCell(page, "1 of 2", "v2");
        Assert.IsTrue(await page.Locator(".feature button").First.EvaluateAsync<bool>("button => button === document.activeElement && button.ariaPressed === 'true'"));
        await page.Keyboard.PressAsync("ArrowRight");
        await ExpectCell(page, "2 of 2", "v10");
        await page.FocusAsync("#cell");
        await page.Keyboard.PressAsync("g");
        Assert.IsFalse(await page.Locator("u").First.IsVisibleAsync());
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task The_line_below_speaks_of_the_character_that_keys_or_a_finger_choose()
    {
        await using BrowserPage opened = await OpenAsync(Write(new NamedText("one", "ab \"c\nb\n"), new NamedText("two", string.Concat(Enumerable.Repeat("b\" a\n", 60)))));
        IPage page = opened.Page;
        await ExpectCharacter(page, "Shift+ArrowRight", 1, "a");
        await ExpectCharacter(page, "Shift+ArrowRight", 2, "b");
        await ExpectCharacter(page, "Shift+ArrowDown", 8, "↵");
        await ExpectCharacter(page, "Shift+ArrowDown", 10, "\""); // below the name of the second text
        await ExpectCharacter(page, "Shift+ArrowUp", 8, "↵");
        await ExpectCharacter(page, "Shift+ArrowUp", 2, "b");
        await ExpectCharacter(page, "Shift+ArrowLeft", 1, "a");
        await ExpectCharacter(page, "Shift+ArrowLeft", 1, "a"); // the text begins there
        for (int i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Shift+ArrowDown");
        }

        await ExpectCharacter(page, "Shift+ArrowRight", 9 + (38 * 5) + 1, "\"");
        Assert.IsTrue(await page.Locator(".current").EvaluateAsync<bool>("one => one.getBoundingClientRect().bottom <= viewer.getBoundingClientRect().bottom"));
        StringAssert.Contains(await page.TextContentAsync("#status"), "cell 1 ");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForFunctionAsync("() => document.getElementById('status').textContent.includes('cell 2 ')");

        await page.Locator(".c").Nth(3).DispatchEventAsync("click"); // as a finger does
        Assert.AreEqual(1, await page.Locator(".c.current").CountAsync());
        int place = await page.Locator(".c").Nth(3).EvaluateAsync<int>("one => +one.dataset.place");
        StringAssert.StartsWith(await page.TextContentAsync("#status"), $"{place + 1}: ");
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    [DataRow("]", "", true)]
    [DataRow("]", "altKey: true", true)]
    [DataRow("[", "ctrlKey: true, altKey: true", true)]
    [DataRow("[", "metaKey: true", false)]
    [DataRow("ArrowLeft", "altKey: true", false)]
    [DataRow("g", "ctrlKey: true", false)]
    public async Task Brackets_are_keys_of_the_page_also_where_Alt_types_them(string key, string modifiers, bool isTaken)
    {
        await using BrowserPage opened = await OpenAsync(Write(new NamedText("t", "ab \"c b\" a\n")));
        bool goesOn = await opened.Page.EvaluateAsync<bool>($"() => document.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', cancelable: true, {modifiers} }}))");
        Assert.AreEqual(isTaken, !goesOn);
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task Guesses_can_be_left_out_and_checkpoints_compared()
    {
        using CharRnnModel model = QuoteNetwork.Load();
        string path = folder.File("run.html");
        Visualization.Make([new("step 0", model), new("step 10", model, 10)], [new NamedText("t", "a \"b\" c\n")]).WritePage(path);
        await using BrowserPage opened = await OpenAsync(path);
        IPage page = opened.Page;
        Assert.AreEqual("step 10", await page.TextContentAsync("#checkpointName"));
        await page.Keyboard.PressAsync(",");
        await page.WaitForFunctionAsync("() => document.getElementById('checkpointName').textContent === 'step 0'");
        Assert.AreEqual("a \"b\" c↵", await TextOf(page, row: 0));
        await page.Keyboard.PressAsync("g");
        Assert.IsFalse(await page.Locator("u").First.IsVisibleAsync());
        Assert.IsTrue(await page.Locator("#learnt svg").IsVisibleAsync());
        Assert.IsFalse(await page.Locator("#layerPicker").IsVisibleAsync());
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task Only_the_rows_in_view_exist_however_long_the_text()
    {
        await using BrowserPage opened = await OpenAsync(Write(new NamedText("t", string.Concat(Enumerable.Repeat("ab \"c b\" a b\n", 100_000 / 13 + 1)))));
        IPage page = opened.Page;
        Assert.IsLessThan(40, await page.Locator(".row").CountAsync());
        await page.EvaluateAsync("viewer.scrollTop = viewer.scrollHeight");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.place')].some(one => one.textContent === '99,997')");
        Assert.IsLessThan(40, await page.Locator(".row").CountAsync());
        Assert.AreEqual(100_000, await page.EvaluateAsync<int>("text.length"));
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    [DataRow("</b><script>alert(1)</script><img src=x onerror=alert(1)>", "</b><script>alert(1)</script><img src=x onerror=alert(1)>")]
    [DataRow("a\u202eb\u2067\u200b\u0000\u0007\u001b[2J", "a\\u202Eb\\u2067\\u200B\\u0000\\u0007\\u001B[2J")]
    [DataRow("🐘👩‍💻é\u0301", "🐘👩\\u200D💻é◌\u0301")]
    public async Task Hostile_text_shows_as_text(string text, string shown)
    {
        await using BrowserPage opened = await OpenAsync(Write(new NamedText("<b>name</b>", text), new NamedText("<img src=x onerror=alert(2)>", "a")));
        IPage page = opened.Page;
        Assert.AreEqual(shown, string.Concat(await page.Locator(".c > b").AllTextContentsAsync())[..^1]);
        CollectionAssert.AreEqual((string[])["<b>name</b>", "<img src=x onerror=alert(2)>"], (await page.Locator(".file").AllTextContentsAsync()).ToArray());
        Assert.AreEqual(0, await page.Locator("img, .c script, .c b *, iframe, a").CountAsync());
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    public async Task A_line_of_a_megabyte_is_cut_into_rows()
    {
        await using BrowserPage opened = await OpenAsync(Write(new NamedText("t", new string('a', 1 << 20)), limit: 200_000));
        Assert.AreEqual(200_000, await opened.Page.EvaluateAsync<int>("rows.at(-1)[1]"));
        Assert.IsLessThan(40, await opened.Page.Locator(".row").CountAsync());
        await opened.Page.EvaluateAsync("viewer.scrollTop = viewer.scrollHeight");
        await opened.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.c')].some(one => one.dataset.place === '199999')");
        Assert.IsEmpty(opened.Problems);
    }

    [TestMethod]
    [DataRow(ColorScheme.Light)]
    [DataRow(ColorScheme.Dark)]
    public async Task Text_is_readable_on_every_colour(ColorScheme scheme)
    {
        await using BrowserPage opened = await OpenAsync(Write(new NamedText("t", "ab \"c b\" a\n")), scheme);
        double[] contrasts = await opened.Page.EvaluateAsync<double[]>(
            """
            () => {
              const part = value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
              const canvas = new OffscreenCanvas(1, 1).getContext("2d");
              const luminance = colour => {
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
                return 0.2126 * part(r / 255) + 0.7152 * part(g / 255) + 0.0722 * part(b / 255);
              };
              const ink = luminance(getComputedStyle(document.body).color);
              return Array.from({ length: 21 }, (_, level) => {
                const box = document.createElement("b");
                box.className = "v" + level;
                document.body.append(box);
                const paper = luminance(getComputedStyle(box).backgroundColor);
                return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
              });
            }
            """);
        Assert.HasCount(21, contrasts);
        Assert.IsGreaterThan(4.5, contrasts.Min(), string.Join(", ", contrasts.Select(contrast => $"{contrast:F1}")));
        Assert.IsEmpty(opened.Problems);
    }

    private static async Task ExpectCell(IPage page, string name, string firstLevel)
    {
        await page.WaitForFunctionAsync("name => document.getElementById('cellName').textContent === name", name);
        Assert.AreEqual(firstLevel, await page.Locator(".c > b").First.GetAttributeAsync("class"));
    }

    private static async Task ExpectCharacter(IPage page, string key, int number, string character)
    {
        await page.Keyboard.PressAsync(key);
        StringAssert.StartsWith(await page.TextContentAsync("#status"), $"{number}: {character} · ");
        Assert.AreEqual($"{number - 1}", await page.Locator(".c.current").GetAttributeAsync("data-place"));
    }

    private static async Task<string> TextOf(IPage page, int row) => string.Concat(await page.Locator(".row").Nth(row).Locator(".c > b").AllTextContentsAsync());

    private string Write(NamedText text, int limit = 100_000) => Write([text], limit);

    private string Write(NamedText first, NamedText second) => Write([first, second], 100_000);

    private string Write(NamedText[] texts, int limit)
    {
        using CharRnnModel model = QuoteNetwork.Load();
        string path = folder.File("page.html");
        Visualization.Make([new VisualizedModel("quotes", model)], texts, new VisualizationOptions { Limit = limit }).WritePage(path);
        return path;
    }

    // Opened when its first row is there.
    private static async Task<BrowserPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light)
    {
        string address = new Uri(path).AbsoluteUri;
        BrowserPage opened = await BrowserPage.OpenAsync(address, url => url == address, scheme: scheme);
        await opened.Page.WaitForSelectorAsync(".row .c");
        return opened;
    }
}
