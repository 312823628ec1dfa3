namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the default generator, which initialisation and dropout draw from.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long initial_seed() => random.initial_seed();

    /// <summary>The default generator's state as a byte tensor.</summary>
    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static partial class random
    {
        public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

        public static long initial_seed()
        {
            using Generator generator = Generator.Default;
            return generator.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using Generator generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using Generator generator = Generator.Default;
            generator.set_state(new_state);
        }
    }

    /// <summary>A source of random numbers on the CPU.</summary>
    public class Generator : IDisposable
    {
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = InitializeDevice(device);
            Handle = Native.ts_generator_new(seed);
        }

        private Generator(nint handle) => (Handle, device) = (handle, CPU);

        ~Generator() => Dispose(false);

        /// <summary>A new handle to the one default generator.</summary>
        public static Generator Default => new(Native.ts_generator_default());

        public nint Handle { get; private set; }

        public Device device { get; private set; }

        public Tensor get_state() => Native.Result(Native.ts_generator_get_state(Handle), this);

        public void set_state(Tensor value) => Native.Check(Native.ts_generator_set_state(Handle, value.Handle), this, value);

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.ts_generator_set_seed(Handle, (ulong)seed), this);
            return this;
        }

        public long initial_seed()
        {
            long seed = (long)Native.ts_generator_seed(Handle);
            GC.KeepAlive(this);
            return seed;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle == 0)
            {
                return;
            }

            Native.ts_generator_dispose(Handle);
            Handle = 0;
        }
    }
}
