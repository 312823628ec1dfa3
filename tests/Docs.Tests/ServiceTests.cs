using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CharRnn.Inference;

namespace CharRnn.Docs.Tests;

/// <summary>The web services of the guides, with the settings and requests that the pages show.</summary>
[TestClass]
public sealed class ServiceTests
{
    [TestMethod]
    public async Task The_detector_tells_gibberish_from_sense()
    {
        string settings = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        File.WriteAllText(settings, Shown("ModelPath").Single());
        try
        {
            await RunningService.Use(DetectorService.Program.Run, async (client, _) =>
            {
                Assert.AreEqual("Healthy", await client.GetStringAsync("/health"));
                foreach (string shown in Shown("isGibberish"))
                {
                    JsonElement answer = await Check(client, shown.Contains("true", StringComparison.Ordinal) ? "Gets teh nubmer of elemnets." : "Gets the number of elements.");
                    JsonElement expected = JsonDocument.Parse(shown).RootElement;
                    Assert.AreEqual(expected.GetProperty("isGibberish").GetBoolean(), answer.GetProperty("isGibberish").GetBoolean());
                    Assert.AreEqual(expected.GetProperty("bitsPerCharacter").GetDouble(), answer.GetProperty("bitsPerCharacter").GetDouble(), 1e-3);
                }

                Assert.IsFalse((await Check(client, "")).GetProperty("isGibberish").GetBoolean());
            });
        }
        finally
        {
            File.Delete(settings);
        }
    }

    [TestMethod]
    public async Task The_generating_service_streams_what_the_model_says() =>
        await RunningService.Use(GeneratingService.Program.Run, async (client, app) =>
        {
            string events = await client.GetStringAsync("/continue?prompt=Returns%20the%20&seed=1");
            StringAssert.StartsWith(events, ReadMe.Blocks(Pages.Guide("generate"), "text").First());
            string text = string.Concat(events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line["data: ".Length..]));
            using GenerationSession session = app.Services.GetRequiredService<CharRnnModel>().CreateSession(
                new SamplingOptions { Temperature = 0.5 }, new GenerationOptions { MaxLength = 200, Stop = ["\n"], Seed = 1 });
            session.Feed("Returns the ");
            Assert.AreEqual(session.Generate(), text);
            Assert.AreEqual("Healthy", await client.GetStringAsync("/health"));
        });

    [TestMethod]
    public async Task The_generating_service_says_when_to_try_again() =>
        await RunningService.Use(GeneratingService.Program.Run, async (client, app) =>
        {
            GenerationScheduler scheduler = app.Services.GetRequiredService<GenerationScheduler>();
            using CancellationTokenSource cancellation = new();
            GenerationRequest endless = new() { Generation = new GenerationOptions { MaxLength = int.MaxValue } };
            List<Task> texts = [];
            HttpResponseMessage? response;
            do
            {
                do
                {
                    texts.Add(scheduler.GenerateAsync(endless, cancellation.Token));
                }
                while (!texts[^1].IsFaulted); // the queue is full, at least until a row takes a text from it

                using CancellationTokenSource patience = new(TimeSpan.FromSeconds(1));
                try
                {
                    response = await client.GetAsync("/continue?prompt=Returns&seed=1", HttpCompletionOption.ResponseHeadersRead, patience.Token);
                }
                catch (OperationCanceledException)
                {
                    response = null; // it waits in the queue
                }
            }
            while (response is null or { IsSuccessStatusCode: true });

            await cancellation.CancelAsync();
            await Task.WhenAny(Task.WhenAll(texts));
            Assert.AreEqual(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.IsGreaterThan(TimeSpan.Zero, response.Headers.RetryAfter!.Delta!.Value);
        });

    private static IEnumerable<string> Shown(string name) =>
        ReadMe.Blocks(Pages.Guide("detector"), "json").Where(block => block.Contains($"\"{name}\"", StringComparison.Ordinal));

    private static async Task<JsonElement> Check(HttpClient client, string text)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/check", new { text });
        return (await response.Content.ReadFromJsonAsync<JsonElement>())!;
    }
}
