namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What an <see cref="RNN"/> applies to its sums.</summary>
        public enum NonLinearities
        {
            ReLU = 0,
            Tanh = 1,
        }

        public static Modules.Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null,
            double? max_norm = null,
            double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            if (max_norm is not null || sparse)
            {
                throw new NotSupportedException("Embedding's max_norm and sparse are not part of compat/TorchSharp.");
            }

            return new(num_embeddings, embedding_dims, padding_idx, scale_grad_by_freq, ElementType(device, dtype));
        }

        public static Modules.Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(inputSize, outputSize, hasBias, ElementType(device, dtype));

        public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <param name="dropout">Between layers, while training.</param>
        public static Modules.LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false,
            double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, ElementType(device, dtype));

        /// <param name="dropout">Between layers, while training.</param>
        public static Modules.GRU GRU(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false,
            double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, ElementType(device, dtype));

        /// <param name="dropout">Between layers, while training.</param>
        public static Modules.RNN RNN(long inputSize, long hiddenSize, long numLayers = 1,
            NonLinearities nonLinearity = NonLinearities.Tanh,
            bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null,
                ScalarType? dtype = null) =>
            new(inputSize, hiddenSize, numLayers, nonLinearity, bias, batchFirst, dropout, bidirectional, ElementType(device, dtype));

        private static ScalarType ElementType(Device? device, ScalarType? dtype)
        {
            InitializeDevice(device);
            return dtype ?? get_default_dtype();
        }
    }
}
