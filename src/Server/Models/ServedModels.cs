namespace CharRnn.Server;

/// <summary>The names of the models that are served.</summary>
/// <param name="names">In the order in which they are listed.</param>
/// <param name="since">The time when they were named.</param>
internal sealed class ServedModels(IReadOnlyList<string> names, DateTimeOffset since)
{
    public DateTimeOffset Since => since;

    public IReadOnlyList<string> Names => names;

    /// <summary>Returns the name of the model that a request means.</summary>
    /// <param name="given">What it names; null means the only one.</param>
    /// <exception cref="ApiException">There is no such model.</exception>
    public string Resolve(string? given) =>
        given is null && names.Count == 1 ? names[0]
        : given is null ? throw ApiException.BadRequest($"model is missing; must be one of {Known}.", "model")
        : names.Contains(given) ? given
        : throw new ApiException(StatusCodes.Status404NotFound, $"model is {VisibleText.Line(given, 80)}; must be one of {Known}.", "model", "model_not_found");

    private string Known => string.Join(", ", names);
}
