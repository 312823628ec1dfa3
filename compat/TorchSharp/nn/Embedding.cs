using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A table of vectors: ids of any shape in, one more dimension out.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long? _paddingIdx;
    private readonly bool _scaleGradByFreq;
    private Parameter _weight; // [num_embeddings, embedding_dims]

    internal Embedding(long rows, long columns, long? paddingIdx, bool scaleGradByFreq, ScalarType dtype) : base(nameof(Embedding))
    {
        _paddingIdx = paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
        _scaleGradByFreq = scaleGradByFreq;
        _weight = NewParameter.Normal([rows, columns], dtype, paddingIdx);
        register_parameter("weight", _weight);
    }

    /// <summary>As upstream, a new handle to the parameter each time, which the current dispose scope takes.</summary>
    public Parameter? weight
    {
        get => NewParameter.Alias(_weight);
        set
        {
            _weight = value ?? throw new ArgumentNullException(nameof(value));
            ConditionallyRegisterParameter("weight", value);
        }
    }

    public override Tensor forward(Tensor input) =>
        Native.Result(Native.ts_embedding(_weight.Handle, input.Handle, _paddingIdx ?? -1, _scaleGradByFreq), _weight, input);

    // The parameters are registered under their public names already.
    protected override void RegisterComponents() { }
}
