using CharRnn.Orleans;

namespace CharRnn.Server;

/// <summary>The sessions of clients, on whichever replica they are.</summary>
/// <param name="services">Where the cluster's grains are, if the application has them.</param>
/// <param name="keys">Whose sessions they are.</param>
internal sealed class ClientSessions(IServiceProvider services, ApiKeys keys)
{
    private readonly IGrainFactory? grains = services.GetService<IGrainFactory>();

    /// <summary>Returns a session of the client that asks.</summary>
    /// <param name="request">What the client asks.</param>
    /// <param name="name">The session's name, checked.</param>
    /// <exception cref="ApiException">The application has no sessions.</exception>
    public ISessionGrain Get(HttpRequest request, string name) => (grains ?? throw ApiException.BadRequest("This server has no sessions.", "session"))
        .GetGrain<ISessionGrain>(KeyOf(request, name));

    /// <summary>Returns the key of the session's grain.</summary>
    public string KeyOf(HttpRequest request, string name) => SessionName.ToKey(keys.OwnerOf(request.Headers.Authorization), name);
}
