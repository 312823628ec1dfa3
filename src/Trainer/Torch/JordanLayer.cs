using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Trainer;

/// <summary>The layer of a <see cref="Cell.Jordan"/> network, one column at a time. libtorch has none. Its fields have PyTorch's names for an RNN.</summary>
internal sealed class JordanLayer : nn.Module
{
    private readonly Parameter weight_ih_l0; // [hidden, input]
    private readonly Parameter weight_hh_l0; // [hidden, vocabulary]
    private readonly Parameter bias_ih_l0; // [hidden]
    private readonly Parameter bias_hh_l0; // [hidden]

    public JordanLayer(ModelDescription description)
        : base("jordan")
    {
        weight_ih_l0 = new Parameter(zeros(description.HiddenSize, description.InputSize));
        weight_hh_l0 = new Parameter(zeros(description.HiddenSize, description.StateSize));
        bias_ih_l0 = new Parameter(zeros(description.HiddenSize));
        bias_hh_l0 = new Parameter(zeros(description.HiddenSize));
        RegisterComponents();
    }

    /// <summary>Reads a sequence. The output that returns is that of the hidden state as it is, without dropout.</summary>
    /// <param name="inputs">[batch, sequence, input].</param>
    /// <param name="output">The output before, [1, batch, vocabulary].</param>
    /// <param name="decode">Returns the logits [batch, vocabulary] of hidden states [batch, hidden].</param>
    /// <returns>The hidden states [batch, sequence, hidden], and the output after.</returns>
    public (Tensor Hidden, Tensor Output) Read(Tensor inputs, Tensor output, Func<Tensor, Tensor> decode)
    {
        Tensor fromInputs = nn.functional.linear(inputs, weight_ih_l0, bias_ih_l0);
        Tensor before = output[0];
        Tensor[] hidden = new Tensor[inputs.shape[1]];
        for (int column = 0; column < hidden.Length; column++)
        {
            hidden[column] = fromInputs.select(1, column).Plus(nn.functional.linear(before, weight_hh_l0, bias_hh_l0)).tanh();
            before = nn.functional.softmax(decode(hidden[column]), 1);
        }

        return (stack(hidden, 1), before.unsqueeze(0));
    }
}
