using CharRnn.Inference;

namespace CharRnn.Orleans;

/// <summary>What to generate in a session.</summary>
/// <param name="Model">The name by which <c>services.AddCharRnn</c> added the model; the same in all requests of a session.</param>
/// <param name="Request">
/// What to generate. Its <see cref="GenerationRequest.State"/> is the session's. Without a seed the session's own random numbers go on.
/// </param>
/// <param name="Id">
/// A name of the request, for a caller that may ask again because the answer was lost. The second request of a name starts where the first did,
/// and both count once. Null means none.
/// </param>
[GenerateSerializer]
[Immutable]
[Alias("CharRnn.SessionRequest")]
public sealed record SessionRequest([property: Id(0)] string Model, [property: Id(1)] GenerationRequest Request, [property: Id(2)] string? Id = null)
{
    /// <summary>Returns the model's name: Orleans logs the arguments of a call that fails, and a log holds no texts.</summary>
    public override string ToString() => $"{nameof(SessionRequest)} {{ Model = {Model} }}";
}
