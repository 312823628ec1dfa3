using Microsoft.Extensions.Options;

namespace CharRnn.Server;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>: what is served.</summary>
internal static class ModelsEndpoint
{
    public static IResult List(ServedModels models, IOptions<CharRnnServerOptions> options) =>
        Results.Json(new ModelList("list", [.. models.Names.Select(name => Card(models, name, options.Value))]), ServerJson.Default.ModelList);

    public static IResult Get(string id, ServedModels models, IOptions<CharRnnServerOptions> options) =>
        Results.Json(Card(models, models.Resolve(id), options.Value), ServerJson.Default.ModelCard);

    private static ModelCard Card(ServedModels models, string name, CharRnnServerOptions options) => new(name, "model", models.Since.ToUnixTimeSeconds(), "charrnn", options.MaxTokens);
}
