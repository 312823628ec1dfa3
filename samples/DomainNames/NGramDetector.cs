using CharRnn.Trainer;

/// <summary>A character n-gram model of ordinary names. Its score is in bits per character, the end of the name included, as that of the network.</summary>
internal sealed class NGramDetector(IEnumerable<Name> names)
{
    private const string Characters = "\nabcdefghijklmnopqrstuvwxyz0123456789-";

    private readonly NGramModel model = NGramModel.Train(Encode('\n' + string.Concat(names.Select(name => name.Text + '\n'))), Characters.Length, order: 4);

    public IEnumerable<JudgedName> Judge(IEnumerable<Name> others) =>
        others.Select(name => new JudgedName { Text = name.Text, Label = name.Label, Kind = name.Kind, Score = Score(name.Text) });

    private float Score(string name) => (float)(-model.LogLikelihood(Encode($"\n{name}\n")) / Math.Log(2) / (name.Length + 1));

    private static ushort[] Encode(string text) => [.. text.Select(character => (ushort)Characters.IndexOf(character, StringComparison.Ordinal))];
}
