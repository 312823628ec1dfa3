using System.Text;

namespace CharRnn.Inference;

/// <summary>Texts as a network reads them: at each step one token in, another to predict.</summary>
internal sealed class TokenSteps
{
    private readonly List<int> inputs = [], targets = [], starts = [];

    public int Count => inputs.Count;

    /// <summary>What the network reads at each step.</summary>
    public IReadOnlyList<int> Inputs => inputs;

    /// <summary>What each step is to predict.</summary>
    public IReadOnlyList<int> Targets => targets;

    /// <summary>The step at which the network was last in the zero state, for each step: that of its text's beginning, or of its line's for a line model.</summary>
    public IReadOnlyList<int> Starts => starts;

    /// <summary>Appends a text. A character that the vocabulary lacks is the unknown token, or is left out.</summary>
    public void Add(TextRules rules, ReadOnlySpan<Rune> characters)
    {
        UnknownPolicy policy = rules.Vocabulary.UnknownId is null ? UnknownPolicy.Skip : UnknownPolicy.Replace;
        DecodingState text = new(rules, seed: 0);
        int start = Count;
        foreach (Rune character in characters)
        {
            foreach (int id in rules.Vocabulary.Encode(character.ToString(), policy).Ids)
            {
                inputs.Add(text.PendingId);
                targets.Add(id);
                starts.Add(start);
                start = text.Append(id) ? Count : start;
            }
        }
    }
}
