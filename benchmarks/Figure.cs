using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CharRnn.Benchmarks;

/// <summary>A measured number, printed as one JSON line. Numbers are kept to four digits, which is more than they hold.</summary>
internal sealed record Figure
{
    public required string Name { get; init; }

    public required double Value { get; init => field = Rounded(value); }

    public required string Unit { get; init; }

    /// <summary>What it is compared with; null, as are the two after it, where there is none.</summary>
    public string? Peer { get; init; }

    public double? PeerValue { get; init => field = Rounded(value); }

    /// <summary>How many times better than the peer.</summary>
    public double? Ratio { get; init => field = Rounded(value); }

    /// <summary>Share of the machine's matrix product speed (<see cref="MatrixProduct"/>) that is reached; null where that says nothing.</summary>
    public double? Share { get; init => field = Rounded(value); }

    /// <summary>What was measured, in words.</summary>
    public required string Settings { get; init; }

    public static Figure FromJson(string line) => JsonSerializer.Deserialize(line, BenchmarkJson.Readable.Figure)!;

    public string ToJson() => JsonSerializer.Serialize(this, BenchmarkJson.Readable.Figure);

    private static double Rounded(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static double? Rounded(double? value) => value is { } number ? Rounded(number) : null;
}

/// <summary>A figure, and when and on what machine it was measured; a line of results.jsonl.</summary>
internal sealed record Result(string Date, string Machine, Figure Figure)
{
    public string ToJson() => JsonSerializer.Serialize(this, BenchmarkJson.Readable.Result);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Figure))]
[JsonSerializable(typeof(Result))]
[JsonSerializable(typeof(PyTorchPeer.Line))]
internal sealed partial class BenchmarkJson : JsonSerializerContext
{
    /// <summary>Leaves + and other characters as they are: nothing of it goes into HTML.</summary>
    public static BenchmarkJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
