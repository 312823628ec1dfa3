namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A tree of named parameters, buffers and submodules: its life and mode. Module.*.cs hold the rest.</summary>
        public partial class Module : IDisposable
        {
            protected string? name;

            protected Module(string name) => this.name = name;

            ~Module() => Dispose(false);

            public virtual string GetName() => name!;

            /// <summary>Whether dropout is active.</summary>
            public virtual bool training { get; private set; } = true;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach ((string _, Module? child) in named_children())
                {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            /// <summary>Calls a function with every submodule, depth first, and with this.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach ((string _, Module? child) in _submodules)
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            /// <summary>Disposes the parameters, buffers and submodules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }

                foreach ((string _, Tensor? buffer) in _buffers)
                {
                    buffer.Dispose();
                }

                foreach ((string _, Modules.Parameter? parameter) in _parameters)
                {
                    parameter.Dispose();
                }

                foreach ((string _, Module? child) in _submodules)
                {
                    child.Dispose();
                }
            }
        }

        public abstract class Module<T, TResult> : Module
        {
            protected Module(string name) : base(name) { }

            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }

        public abstract class Module<T1, T2, TResult> : Module
        {
            protected Module(string name) : base(name) { }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }

        public abstract class Module<T1, T2, T3, TResult> : Module
        {
            protected Module(string name) : base(name) { }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            public TResult call(T1 input1, T2 input2, T3 input3) => forward(input1, input2, input3);
        }
    }
}
