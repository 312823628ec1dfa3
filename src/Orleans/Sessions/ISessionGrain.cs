using CharRnn.Inference;

namespace CharRnn.Orleans;

/// <summary>
/// A conversation with a model: what the network remembers of it, so that each request sends only what is new. A session begins with its
/// first request, and ends when it is deleted or was idle too long. It serves one request at a time.
/// </summary>
/// <remarks>
/// Whoever knows the key has the session: an application that serves several parties makes the party a part of the key, as CharRnn's server
/// does.
/// </remarks>
[Alias("CharRnn.ISessionGrain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Reads a prompt and generates from there, where the request before ended. The end of the stream means that the session was stored. A
    /// request that does not reach it, because it was cancelled or failed, leaves the session as it was, and can be asked again.
    /// </summary>
    /// <param name="request">What to generate. A session of the model has the prompts and the texts of all requests before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SessionException">The session is busy, of another model, or cannot be stored; or the request is not valid.</exception>
    [Alias("Stream")]
    IAsyncEnumerable<GeneratedCharacter> StreamAsync(SessionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes the session.</summary>
    /// <returns>Null where there is none.</returns>
    [Alias("Get")]
    Task<SessionInfo?> GetAsync();

    /// <summary>Copies the session, its random numbers too. A request that it serves meanwhile is not in the copy.</summary>
    /// <param name="key">The key of the copy; must not be a session's.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="SessionException">There is no session, or one of the other key.</exception>
    [Alias("Fork")]
    Task<SessionInfo> ForkAsync(string key);

    /// <summary>Deletes the session.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="SessionException">The session is busy.</exception>
    [Alias("Delete")]
    Task<bool> DeleteAsync();
}

/// <summary>Makes a session of a copy of another's.</summary>
[Alias("CharRnn.ISessionHeir")]
internal interface ISessionHeir : IGrainWithStringKey
{
    [Alias("Adopt")]
    Task<SessionInfo> AdoptAsync(SessionRecord record);
}
