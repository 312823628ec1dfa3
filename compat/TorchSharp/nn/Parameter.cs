using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module registers and an optimizer changes.</summary>
    public class Parameter : Tensor
    {
        /// <summary>Takes over the tensor, which is invalid afterwards, and its place in a dispose scope.</summary>
        public Parameter(Tensor data, bool requires_grad = true)
            : base(data.with_requires_grad(requires_grad).MoveHandle(), register: false) => DisposeScope.Replace(data, this);

        // Registers with the current dispose scope, as upstream: create modules outside of scopes.
        internal Parameter(nint handle) : base(handle) { }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
