using System.Runtime.InteropServices;

namespace TorchSharp;

// native/tensor.cpp, native/factories.cpp and native/shape.cpp
internal static unsafe partial class Native
{
    [DllImport(Library)] internal static extern void ts_dispose(nint tensor);
    [DllImport(Library)] internal static extern long ts_dim(nint tensor);
    [DllImport(Library)] internal static extern long ts_numel(nint tensor);
    [DllImport(Library)] internal static extern long ts_element_size(nint tensor);
    [DllImport(Library)] internal static extern sbyte ts_dtype(nint tensor);
    [DllImport(Library)] internal static extern bool ts_is_leaf(nint tensor);
    [DllImport(Library)] internal static extern bool ts_is_contiguous(nint tensor);
    [DllImport(Library)] internal static extern bool ts_requires_grad(nint tensor);
    [DllImport(Library)] internal static extern bool ts_size(nint tensor, long dim, long* size);
    [DllImport(Library)] internal static extern void ts_sizes(nint tensor, long* destination);
    [DllImport(Library)] internal static extern void ts_strides(nint tensor, long* destination);
    [DllImport(Library)] internal static extern bool ts_data(nint tensor, void** address);
    [DllImport(Library)] internal static extern bool ts_set_requires_grad(nint tensor, bool value);
    [DllImport(Library)] internal static extern bool ts_set_data(nint tensor, nint data);
    [DllImport(Library)] internal static extern bool ts_item(nint tensor, NativeScalar* value);
    [DllImport(Library)] internal static extern nint ts_detach(nint tensor);
    [DllImport(Library)] internal static extern bool ts_detach_(nint tensor);
    [DllImport(Library)] internal static extern nint ts_alias(nint tensor);
    [DllImport(Library)] internal static extern nint ts_clone(nint tensor);
    [DllImport(Library)] internal static extern nint ts_contiguous(nint tensor);
    [DllImport(Library)] internal static extern nint ts_to(nint tensor, sbyte dtype, bool copy);
    [DllImport(Library)] internal static extern bool ts_copy_(nint tensor, nint source);

    [DllImport(Library)]
    internal static extern nint ts_from_data(void* data, long* sizes, long rank, sbyte source, sbyte dtype,
        bool requiresGrad);
    [DllImport(Library)]
    internal static extern nint ts_from_blob(void* data, long* sizes, long rank, sbyte dtype,
        delegate* unmanaged<nint, void> release, nint context);
    [DllImport(Library)] internal static extern nint ts_empty(long* sizes, long rank, sbyte dtype, bool requiresGrad);
    [DllImport(Library)] internal static extern nint ts_zeros(long* sizes, long rank, sbyte dtype, bool requiresGrad);
    [DllImport(Library)] internal static extern nint ts_full(long* sizes, long rank, NativeScalar value, sbyte dtype, bool requiresGrad);
    [DllImport(Library)]
    internal static extern nint ts_arange(NativeScalar start, NativeScalar stop, NativeScalar step, sbyte dtype,
        bool requiresGrad);
    [DllImport(Library)] internal static extern nint ts_rand(long* sizes, long rank, sbyte dtype, bool requiresGrad, nint generator);
    [DllImport(Library)] internal static extern nint ts_randn(long* sizes, long rank, sbyte dtype, bool requiresGrad, nint generator);
    [DllImport(Library)]
    internal static extern nint ts_randint(long low, long high, long* sizes, long rank, sbyte dtype,
        bool requiresGrad, nint generator);

    [DllImport(Library)] internal static extern nint ts_reshape(nint tensor, long* sizes, long rank);
    [DllImport(Library)] internal static extern nint ts_view(nint tensor, long* sizes, long rank);
    [DllImport(Library)] internal static extern nint ts_expand(nint tensor, long* sizes, long rank);
    [DllImport(Library)] internal static extern nint ts_permute(nint tensor, long* dims, long count);
    [DllImport(Library)] internal static extern nint ts_flatten(nint tensor, long start, long end);
    [DllImport(Library)] internal static extern nint ts_t(nint tensor);
    [DllImport(Library)] internal static extern nint ts_transpose(nint tensor, long first, long second);
    [DllImport(Library)] internal static extern nint ts_unsqueeze(nint tensor, long dim);
    [DllImport(Library)] internal static extern nint ts_squeeze(nint tensor);
    [DllImport(Library)] internal static extern nint ts_squeeze_dim(nint tensor, long dim);
    [DllImport(Library)] internal static extern nint ts_narrow(nint tensor, long dim, long start, long length);
    [DllImport(Library)] internal static extern nint ts_slice(nint tensor, long dim, long start, long finish, long step);
    [DllImport(Library)] internal static extern nint ts_select(nint tensor, long dim, long index);
    [DllImport(Library)] internal static extern nint ts_index_select(nint tensor, long dim, nint index);
    [DllImport(Library)] internal static extern nint ts_gather(nint tensor, long dim, nint index);
    [DllImport(Library)] internal static extern nint ts_masked_select(nint tensor, nint mask);
    [DllImport(Library)] internal static extern nint ts_masked_fill(nint tensor, nint mask, NativeScalar value);
    [DllImport(Library)] internal static extern bool ts_masked_fill_(nint tensor, nint mask, NativeScalar value);
    [DllImport(Library)] internal static extern nint ts_where(nint condition, nint x, nint y);
    [DllImport(Library)] internal static extern nint ts_cat(nint* tensors, long count, long dim);
    [DllImport(Library)] internal static extern nint ts_stack(nint* tensors, long count, long dim);
}
