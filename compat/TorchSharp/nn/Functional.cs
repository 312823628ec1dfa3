namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What a loss does with the losses of the elements.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            /// <param name="input">[n, classes] logits, or [n, classes, ...].</param>
            /// <param name="target">[n] class ids; those equal to <paramref name="ignore_index"/> count for nothing.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                Native.Result(
                    Native.ts_cross_entropy(input.Handle, target.Handle, weight?.Handle ?? 0, ignore_index, (long)reduction,
                        label_smoothing),
                    input, target, weight);

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Native.Result(Native.ts_linear(input.Handle, weights.Handle, bias?.Handle ?? 0), input, weights, bias);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Native.Result(Native.ts_dropout(input.Handle, p, training, inplace), input);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor tanh(Tensor x) => x.tanh();

            public static Tensor relu(Tensor x, bool inplace = false) =>
                inplace ? throw new NotSupportedException("relu in place is not part of compat/TorchSharp.") : x.relu();

            /// <summary>Integers to vectors of integers with a single 1.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64)
                {
                    throw new ArgumentException("OneHot input tensor must have elements of type Int64");
                }

                return Native.Result(Native.ts_one_hot(x.Handle, num_classes), x);
            }
        }
    }
}
