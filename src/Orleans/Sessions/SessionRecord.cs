namespace CharRnn.Orleans;

/// <summary>What is stored of a session.</summary>
[GenerateSerializer]
[Immutable]
[Alias("CharRnn.SessionRecord")]
internal sealed record SessionRecord
{
    /// <summary>The format of what is stored; a newer one is not read.</summary>
    public const int CurrentFormat = 1;

    [Id(0)]
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Gets the name of its model.</summary>
    [Id(1)]
    public string Model { get; init; } = "";

    /// <summary>Gets what the network remembers, as <see cref="Inference.GenerationSession.SaveState"/> writes it.</summary>
    [Id(2)]
    public byte[] State { get; init; } = [];

    /// <summary>Gets how many characters it has, prompts and generated ones.</summary>
    [Id(3)]
    public long Characters { get; init; }

    /// <summary>Gets how many requests it has served.</summary>
    [Id(4)]
    public long Requests { get; init; }

    [Id(5)]
    public DateTimeOffset Created { get; init; }

    [Id(6)]
    public DateTimeOffset Used { get; init; }

    /// <summary>Gets the activation that wrote it.</summary>
    [Id(7)]
    public Guid Writer { get; init; }

    /// <summary>Gets the name of the last request, if it has one.</summary>
    [Id(9)]
    public string? RequestId { get; init; }

    /// <summary>Gets where that request started; null where the session began with it.</summary>
    [Id(10)]
    public SessionRecord? Before { get; init; }

    /// <summary>Gets why what is stored cannot be used; null where it can.</summary>
    [Id(8)]
    public string? Damage { get; init; }

    /// <summary>Returns the model's name: Orleans logs messages that it drops, and the name of a request is a client's text.</summary>
    public override string ToString() => $"{nameof(SessionRecord)} {{ Model = {Model} }}";
}
