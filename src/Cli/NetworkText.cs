namespace CharRnn.Cli;

/// <summary>Describes a network in a few words.</summary>
internal static class NetworkText
{
    public static string Of(ModelDescription description)
    {
        string cell = description.Cell.ToString().ToUpperInvariant();
        string nonlinearity = description.Nonlinearity == Nonlinearity.Relu ? " (ReLU)" : "";
        string input = description.EmbeddingSize == 0 ? "one-hot input" : $"embedding {description.EmbeddingSize}{(description.Tied ? ", tied" : "")}";
        return $"{description.Layers} x {description.HiddenSize} {cell}{nonlinearity}{(description.Bidirectional ? " in both directions" : "")}, {input}";
    }
}
