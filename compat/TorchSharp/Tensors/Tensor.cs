namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle to a libtorch tensor: its life. The other files named Tensor.* hold what can be done with it.</summary>
    public partial class Tensor : IDisposable
    {
        internal nint handle;
        private static long s_totalCount;
        private static long s_peakCount;

        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            if (handle == 0)
            {
                return; // a gradient that does not exist
            }

            long count = Interlocked.Increment(ref s_totalCount);
            if (count > s_peakCount)
            {
                s_peakCount = count;
            }

            if (register)
            {
                OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
            }
        }

        ~Tensor() => Dispose(false);

        /// <summary>The tensors of this process that are neither disposed nor finalised.</summary>
        public static long TotalCount => Interlocked.Read(ref s_totalCount);

        /// <summary>The highest <see cref="TotalCount"/> so far.</summary>
        public static long PeakCount => Interlocked.Read(ref s_peakCount);

        /// <exception cref="InvalidOperationException">The tensor has been disposed.</exception>
        public nint Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint owned = Interlocked.Exchange(ref handle, 0);
            if (owned == 0)
            {
                return;
            }

            Forget();
            Native.ts_dispose(owned);
        }

        /// <summary>Leaves the current scope for the one around it.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Leaves all scopes: whoever holds the tensor disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Gives the native tensor away; this object is invalid afterwards.</summary>
        internal nint MoveHandle()
        {
            nint owned = Handle;
            handle = 0;
            Interlocked.Decrement(ref s_totalCount);
            GC.SuppressFinalize(this);
            return owned;
        }

        private void Forget()
        {
            Interlocked.Decrement(ref s_totalCount);
            if (OwningDisposeScope is null)
            {
                return;
            }

            DisposeScopeManager.ThreadSingleton.StatisticsInstance.DisposedInScopeCount++;
            OwningDisposeScope.MarkAsDisposed(this);
        }
    }
}
