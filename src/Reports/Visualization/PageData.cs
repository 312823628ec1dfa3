using System.Text.Json.Serialization;

namespace CharRnn.Reports;

/// <summary>What the page's script reads, besides the blocks of numbers.</summary>
internal sealed record PageData
{
    public required string Title { get; init; }

    public required string About { get; init; }

    /// <summary>stream or line.</summary>
    public required string Unit { get; init; }

    /// <summary>What a loss by context is an average over: a character or a byte.</summary>
    public required string Token { get; init; }

    public required int Layers { get; init; }

    public required int HiddenSize { get; init; }

    public required IReadOnlyList<PageText> Texts { get; init; }

    /// <summary>The different characters of the text, as they are shown; the block "text" holds indices into it.</summary>
    public required IReadOnlyList<string> Alphabet { get; init; }

    /// <summary>Whether the vocabulary lacks each of them.</summary>
    public required IReadOnlyList<bool> Lacking { get; init; }

    /// <summary>The index of the newline; -1 if the text has none.</summary>
    public required int Newline { get; init; }

    /// <summary>The tokens by id, as they are shown.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The cells of all layers, counted through, whose activations are on the page, in ascending order.</summary>
    public required IReadOnlyList<int> Cells { get; init; }

    public required int FirstCell { get; init; }

    public required int Sampled { get; init; }

    public required IReadOnlyList<LossAtLength> Ngrams { get; init; }

    public required IReadOnlyList<PageCheckpoint> Checkpoints { get; init; }
}

internal sealed record PageText(string Name, int Start);

/// <param name="Name">The name.</param>
/// <param name="Step">The step of a kept checkpoint.</param>
/// <param name="Best">[feature][rank].</param>
/// <param name="Correlations">[cell of the page][feature]: in the half in which cells are searched, and in the other.</param>
/// <param name="Contexts">The loss by the length of the context.</param>
/// <param name="Positions">The loss by position.</param>
internal sealed record PageCheckpoint(
    string Name, long Step, IReadOnlyList<PageCell[]> Best, IReadOnlyList<double?[][]> Correlations, IReadOnlyList<LossAtLength> Contexts, IReadOnlyList<PositionLoss> Positions);

internal sealed record PageCell(int Cell, double Found, double? Confirmed, double Clearness);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PageData))]
internal sealed partial class PageJson : JsonSerializerContext;
