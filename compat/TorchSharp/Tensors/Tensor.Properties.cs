namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Alive(Native.ts_dim(Handle));

        public long ndim => Dimensions;

        public long dim() => Dimensions;

        public long NumberOfElements => Alive(Native.ts_numel(Handle));

        public long numel() => NumberOfElements;

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => Alive(Native.ts_element_size(Handle));

        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Alive(Native.ts_dtype(Handle));

        public Device device
        {
            get
            {
                _ = Handle;
                return CPU;
            }
        }

        public DeviceType device_type => device.type;

        public int device_index => device.index;

        public bool is_cuda => false;

        public bool is_cpu() => device.type == DeviceType.CPU;

        public bool is_leaf => Alive(Native.ts_is_leaf(Handle));

        public bool is_contiguous() => Alive(Native.ts_is_contiguous(Handle));

        public bool is_floating_point() => dtype is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

        public bool is_integral() =>
            dtype is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

        public bool requires_grad
        {
            get => Alive(Native.ts_requires_grad(Handle));
            set => Native.Check(Native.ts_set_requires_grad(Handle, value), this);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The length of every dimension.</summary>
        public unsafe long[] shape
        {
            get
            {
                long[] sizes = new long[Dimensions];
                fixed (long* destination = sizes)
                {
                    Native.ts_sizes(Handle, destination);
                }

                return Alive(sizes);
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            long size;
            Native.Check(Native.ts_size(Handle, dim, &size), this);
            return size;
        }

        /// <summary>How many elements apart neighbours lie in every dimension.</summary>
        public unsafe long[] stride()
        {
            long[] strides = new long[Dimensions];
            fixed (long* destination = strides)
            {
                Native.ts_strides(Handle, destination);
            }

            return Alive(strides);
        }

        /// <summary>Shape, type and device, such as "[2x3], type = Float32, device = cpu".</summary>
        public override string ToString() => $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        // Reading a number through the handle must end before the garbage collector may free it.
        private T Alive<T>(T value)
        {
            GC.KeepAlive(this);
            return value;
        }
    }
}
