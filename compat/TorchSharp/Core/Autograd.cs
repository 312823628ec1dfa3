namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>The gradients of the outputs' sum with respect to each input; nothing is accumulated anywhere.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] gradients = new nint[inputs.Count];
            fixed (nint* o = Native.Handles(outputs), i = Native.Handles(inputs), g = Native.Handles(grad_outputs ?? []),
                result = gradients)
            {
                Native.Check(
                    Native.ts_grad(o, outputs.Count, i, inputs.Count, g, grad_outputs?.Count ?? 0, retain_graph, create_graph,
                        allow_unused, result),
                    outputs, inputs, grad_outputs);
            }
            // An input that was not used has no gradient: as upstream, an invalid tensor stands in its place.
            return [.. gradients.Select(handle => new Tensor(handle))];
        }
    }
}
