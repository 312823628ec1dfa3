namespace CharRnn.Orleans;

/// <summary>Describes a session.</summary>
/// <param name="Model">The name of its model.</param>
/// <param name="Characters">How many characters it has, prompts and generated ones.</param>
/// <param name="Requests">How many requests it has served.</param>
/// <param name="Created">When it began.</param>
/// <param name="Expires">When it ends, unless it is used before.</param>
[GenerateSerializer]
[Immutable]
[Alias("CharRnn.SessionInfo")]
public sealed record SessionInfo(
    [property: Id(0)] string Model,
    [property: Id(1)] long Characters,
    [property: Id(2)] long Requests,
    [property: Id(3)] DateTimeOffset Created,
    [property: Id(4)] DateTimeOffset Expires);
