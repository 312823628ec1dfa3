using CharRnn.Orleans;

namespace CharRnn.Server;

/// <summary><c>/v1/sessions/{id}</c>: describes, forks and deletes what is kept of conversations.</summary>
internal static class SessionsEndpoint
{
    public static async Task<IResult> GetAsync(HttpContext http, string id, ClientSessions sessions)
    {
        ISessionGrain session = sessions.Get(http.Request, SessionName.Check(id, "session"));
        return await session.GetAsync() is { } info
            ? Results.Json(SessionDescription.Of(id, info), ServerJson.Default.SessionDescription)
            : throw NotFound(id);
    }

    public static async Task<IResult> ForkAsync(HttpContext http, string id, ClientSessions sessions)
    {
        ForkRequest request = await RequestBody.ReadAsync(http.Request, ServerJson.Default.ForkRequest, http.RequestAborted);
        Check.RefuseUnknown(request.Unknown);
        ISessionGrain session = sessions.Get(http.Request, SessionName.Check(id, "session"));
        string name = request.Id is null ? SessionName.Fresh() : SessionName.Check(request.Id, "id");
        Check.That(name != id, "id", $"id is the session's own; must be a new name.");
        SessionInfo info = await session.ForkAsync(sessions.KeyOf(http.Request, name));
        return Results.Json(SessionDescription.Of(name, info), ServerJson.Default.SessionDescription, statusCode: StatusCodes.Status201Created);
    }

    public static async Task<IResult> DeleteAsync(HttpContext http, string id, ClientSessions sessions) =>
        await sessions.Get(http.Request, SessionName.Check(id, "session")).DeleteAsync()
            ? Results.Json(new DeletedSession(id, "session", true), ServerJson.Default.DeletedSession)
            : throw NotFound(id);

    private static ApiException NotFound(string id) => new(StatusCodes.Status404NotFound, $"There is no session {id}.", "session", "session_not_found");
}
