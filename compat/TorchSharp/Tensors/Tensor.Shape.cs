using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The view of one position; setting it copies values into it.</summary>
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(select(0, i1), value);
        }

        public Tensor this[long i1, long i2]
        {
            get => Inner(select(0, i1), i2);
            set => Assign(Inner(select(0, i1), i2), value);
        }

        /// <summary>A view where possible, else a copy; one size may be -1.</summary>
        public Tensor reshape(params long[] shape)
        {
            fixed (long* sizes = shape)
            {
                return Result(ts_reshape(Handle, sizes, shape.Length), this);
            }
        }

        public Tensor view(params long[] shape)
        {
            fixed (long* sizes = shape)
            {
                return Result(ts_view(Handle, sizes, shape.Length), this);
            }
        }

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor expand(params long[] sizes)
        {
            fixed (long* s = sizes)
            {
                return Result(ts_expand(Handle, s, sizes.Length), this);
            }
        }

        public Tensor permute(params long[] permutation)
        {
            fixed (long* dims = permutation)
            {
                return Result(ts_permute(Handle, dims, permutation.Length), this);
            }
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Result(ts_flatten(Handle, start_dim, end_dim), this);

        public Tensor t() => Result(ts_t(Handle), this);

        public Tensor transpose(long dim0, long dim1) => Result(ts_transpose(Handle, dim0, dim1), this);

        public Tensor unsqueeze(long dim) => Result(ts_unsqueeze(Handle, dim), this);

        public Tensor squeeze(long? dim = null) =>
            Result(dim is { } single ? ts_squeeze_dim(Handle, single) : ts_squeeze(Handle), this);

        public Tensor contiguous() => Result(ts_contiguous(Handle), this);

        /// <summary>The view [start, start + length) of one dimension.</summary>
        public Tensor narrow(long dim, long start, long length) => Result(ts_narrow(Handle, dim, start, length), this);

        /// <summary>The view [start, finish) of one dimension, every step-th.</summary>
        public Tensor slice(long dim, long start, long finish, long step) =>
            Result(ts_slice(Handle, dim, start, finish, step), this);

        /// <summary>The view of one index, without that dimension.</summary>
        public Tensor select(long dim, long index) => Result(ts_select(Handle, dim, index), this);

        public Tensor index_select(long dim, Tensor index) => Result(ts_index_select(Handle, dim, index.Handle), this, index);

        public Tensor gather(long dim, Tensor index) => Result(ts_gather(Handle, dim, index.Handle), this, index);

        public Tensor masked_select(Tensor mask) => Result(ts_masked_select(Handle, mask.Handle), this, mask);

        public Tensor masked_fill(Tensor mask, Scalar value) => Result(ts_masked_fill(Handle, mask.Handle, value.Value), this, mask);

        /// <summary>This where the condition holds, y elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) =>
            Result(ts_where(condition.Handle, Handle, y.Handle), condition, this, y);

        private static Tensor Inner(Tensor outer, long index)
        {
            using (outer)
            {
                return outer.select(0, index);
            }
        }

        private static void Assign(Tensor view, Tensor value)
        {
            using (view)
            {
                view.copy_(value);
            }
        }
    }

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);

    public static unsafe Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        fixed (nint* handles = Handles(tensors))
        {
            return Result(ts_cat(handles, tensors.Count, dim), tensors);
        }
    }

    public static unsafe Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var list = tensors.ToList();
        fixed (nint* handles = Handles(list))
        {
            return Result(ts_stack(handles, list.Count, dim), list);
        }
    }
}
