using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills a tensor in place, unrecorded. The generator argument is ignored, as upstream.</summary>
        public static class init
        {
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                Check(ts_init_constant_(tensor.Handle, val.Value), tensor);
                return tensor;
            }

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                Check(ts_init_uniform_(tensor.Handle, low, high), tensor);
                return tensor;
            }

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                Check(ts_init_normal_(tensor.Handle, mean, std), tensor);
                return tensor;
            }

            /// <summary>A random matrix with orthonormal rows or columns, times gain.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1.0)
            {
                Check(ts_init_orthogonal_(tensor.Handle, gain), tensor);
                return tensor;
            }
        }
    }
}
