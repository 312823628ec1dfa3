namespace CharRnn.Server;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>: what is served.</summary>
internal static class ModelsEndpoint
{
    public static IResult List(ServedModels models) =>
        Results.Json(new ModelList("list", [.. models.Names.Select(name => Card(models, name))]), ServerJson.Default.ModelList);

    public static IResult Get(string id, ServedModels models) => Results.Json(Card(models, models.Resolve(id)), ServerJson.Default.ModelCard);

    private static ModelCard Card(ServedModels models, string name) => new(name, "model", models.Since.ToUnixTimeSeconds(), "charrnn");
}
