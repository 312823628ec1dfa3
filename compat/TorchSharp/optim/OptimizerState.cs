using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>A tensor in the parameter's shape that no dispose scope owns.</summary>
    internal static Tensor Filled(Parameter parameter, double value = 0) =>
        full_like(parameter, value).DetachFromDisposeScope();
}
