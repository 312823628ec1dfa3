using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements, in row-major order whatever the strides.</summary>
        /// <exception cref="ArgumentException">T is not the tensor's element type.</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType<T>();
            return new(this);
        }

        /// <summary>The value of a tensor with one element.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException("Number of elements in the tensor must be 1");
            }

            return data<T>()[0];
        }

        public unsafe Scalar ToScalar()
        {
            NativeScalar value;
            Native.Check(Native.ts_item(Handle, &value), this);
            return Scalar.From(value);
        }

        /// <summary>The memory itself of a contiguous tensor; keep the tensor alive while it is used.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                {
                    throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                }

                return new((void*)DataAddress(), checked((int)(NumberOfElements * ElementSize)));
            }
            set
            {
                Span<byte> destination = bytes;
                if (destination.Length != value.Length)
                {
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                }

                value.CopyTo(destination);
                GC.KeepAlive(this);
            }
        }

        public static explicit operator float(Tensor value) => value.ToSingle();

        public static explicit operator double(Tensor value) => value.ToDouble();

        public static explicit operator int(Tensor value) => value.ToInt32();

        public static explicit operator long(Tensor value) => value.ToInt64();

        public static explicit operator bool(Tensor value) => value.ToBoolean();

        internal unsafe nint DataAddress()
        {
            void* address;
            Native.Check(Native.ts_data(Handle, &address), this);
            return (nint)address;
        }

        private void ValidateType<T>() where T : unmanaged
        {
            ScalarType actual = dtype;
            if (Unsafe.SizeOf<T>() != ElementSize || ToScalarType(typeof(T)) != actual)
            {
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {actual}");
            }
        }
    }
}
