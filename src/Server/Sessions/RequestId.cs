namespace CharRnn.Server;

/// <summary>The header Idempotency-Key: a request of a session that is asked again with the same is the same request.</summary>
internal static class RequestId
{
    private const string Header = "Idempotency-Key";
    private const int MostLength = 128;

    /// <returns>Null where the request has none.</returns>
    /// <exception cref="ApiException">It is not of the right form.</exception>
    public static string? Of(HttpRequest request)
    {
        string id = request.Headers[Header].ToString();
        Check.That(
            id.Length <= MostLength && id.All(character => character is > ' ' and <= '~'), Header, $"{Header} is {VisibleText.Line(id, 80)}; must be up to {MostLength} characters of ASCII without blanks");
        return id.Length == 0 ? null : id;
    }
}
