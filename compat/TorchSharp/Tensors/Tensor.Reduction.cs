using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Result(ts_sum(Handle, Type(type)), this);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dim)
            {
                return Result(ts_sum_dims(Handle, dims, dim.Length, keepdim, Type(type)), this);
            }
        }

        public Tensor mean() => Result(ts_mean(Handle), this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dimensions)
            {
                return Result(ts_mean_dims(Handle, dims, dimensions.Length, keepdim, Type(type)), this);
            }
        }

        public Tensor norm(float p = 2.0f) => Result(ts_norm(Handle, p), this);

        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => Result(ts_norm_dim(Handle, dim, keepdim, p), this);

        public Tensor max() => Result(ts_max(Handle), this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            nint values, indexes;
            Check(ts_max_dim(Handle, dim, keepdim, &values, &indexes), this);
            return (new Tensor(values), new Tensor(indexes));
        }

        public Tensor min() => Result(ts_min(Handle), this);

        public Tensor argmax() => Result(ts_argmax(Handle), this);

        public Tensor argmax(long dim, bool keepdim = false) => Result(ts_argmax_dim(Handle, dim, keepdim), this);

        public Tensor all() => Result(ts_all(Handle), this);

        public Tensor any() => Result(ts_any(Handle), this);

        /// <summary>Adds this scalar's gradient to every parameter that it depends on, and frees the graph.</summary>
        // Upstream's optional arguments are in a different order in 0.99 and 0.107, so they are left out.
        public void backward() => Check(ts_backward(Handle), this);
    }

    public static Tensor norm(Tensor input) => input.norm();
}
