using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CharRnn.Server.Tests;

/// <summary>The API in an application of another's, as the readme of the project shows.</summary>
[TestClass]
public sealed class ApplicationTests
{
    [TestMethod]
    public async Task An_application_has_the_API_beside_its_own_addresses()
    {
        await using WebApplication app = await StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.AreEqual("mine", await client.GetStringAsync("/own"));
        Assert.AreEqual(30, (await PostAsync(client, "/v1/completions", new { prompt = "Gets ", max_tokens = 30 })).Text().Length);
        Assert.AreEqual(2, (await PostAsync(client, "/v1/score", new { text = "ab" })).GetProperty("scores")[0].GetProperty("character_count").GetInt32());
        Assert.AreEqual("This server has no sessions.", (await PostAsync(client, "/v1/completions", new { session = "a" }, HttpStatusCode.BadRequest)).Error().GetProperty("message").GetString());
    }

    private static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(["--contentRoot", AppContext.BaseDirectory, "--urls", "http://127.0.0.1:0", "--CharRnn:Models:docs:ModelPath=models/dotnet-docs.onnx"]);
        builder.Logging.ClearProviders();
        builder.Services.AddCharRnnServer(builder.Configuration.GetSection("CharRnn"));
        WebApplication app = builder.Build();
        app.MapGet("/own", () => "mine");
        app.MapCharRnnServer();
        await app.StartAsync();
        return app;
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync(path, body);
        Assert.AreEqual(expected, response.StatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
