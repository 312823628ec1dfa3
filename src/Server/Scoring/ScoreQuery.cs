namespace CharRnn.Server;

/// <summary>What a request to score lines says of all of them, in its query: <c>?model=NAME&amp;surprisals=true</c>. Other bodies have it in them.</summary>
internal static class ScoreQuery
{
    private const string Model = "model";
    private const string Surprisals = "surprisals";

    /// <exception cref="ApiException">A field is wrong, or not supported.</exception>
    public static (string? Model, bool WithSurprisals) Read(IQueryCollection query)
    {
        string? unknown = query.Keys.FirstOrDefault(name => name is not (Model or Surprisals));
        Check.That(unknown is null, unknown ?? "", $"{VisibleText.Line(unknown ?? "", 80)} is not supported in the query; must be {Model} or {Surprisals}.", "unsupported_parameter");
        string? surprisals = query[Surprisals];
        bool isRead = bool.TryParse(surprisals ?? bool.FalseString, out bool withSurprisals);
        Check.That(isRead, Surprisals, $"surprisals is {VisibleText.Line(surprisals ?? "", 80)}; must be true or false.");
        return (query[Model], withSurprisals);
    }

    /// <exception cref="ApiException">There is a query.</exception>
    public static void RefuseAll(IQueryCollection query)
    {
        string? name = query.Keys.FirstOrDefault();
        Check.That(name is null, name ?? "", $"{VisibleText.Line(name ?? "", 80)} is in the query; must be in the JSON, because the body is not lines.", "unsupported_parameter");
    }
}
