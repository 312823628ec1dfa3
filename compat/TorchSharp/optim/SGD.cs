using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, with momentum if wanted.</summary>
public class SGD : OptimizerHelper, IMomentum
{
    private readonly Options _defaults;

    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize) { }

    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
    {
        Reject(lr < 0, $"Invalid learning rate: {lr}");
        Reject(momentum < 0, $"Invalid momentum value: {momentum}");
        Reject(weight_decay < 0, $"Invalid weight_decay value: {weight_decay}");
        Reject(nesterov && (momentum <= 0 || dampening != 0), "Nesterov momentum requires a momentum and zero dampening");
        _defaults = new()
        {
            LearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
        };
        foreach (ParamGroup group in parameters)
        {
            add_param_group(group);
        }
    }

    public double Momentum
    {
        get => _defaults.momentum!.Value;
        set => _defaults.momentum = value;
    }

    public override void add_param_group(Modules.ParamGroup param_group) => Add(param_group, _defaults, (_, _) => new State());

    public override Tensor? step(Func<Tensor>? closure = null) => Step<Options, State>(closure, Apply);

    private static unsafe void Apply(Options options, Parameter[] parameters, State[] states)
    {
        var settings = new Native.SgdSettings
        {
            Lr = options.LearningRate!.Value,
            Momentum = options.momentum!.Value,
            Dampening = options.dampening!.Value,
            WeightDecay = options.weight_decay!.Value,
            Nesterov = Native.Flag(options.nesterov),
            Maximize = Native.Flag(options.maximize),
        };
        nint[] buffers = [.. states.Select(state => state.momentum_buffer?.Handle ?? 0)];
        fixed (nint* p = Native.Handles(parameters), buffer = buffers)
        {
            Native.Check(Native.ts_sgd(p, buffer, parameters.Length, &settings), parameters, states);
        }

        for (int i = 0; i < buffers.Length; i++)
        {
            if (buffers[i] != 0)
            {
                states[i].momentum_buffer ??= new Tensor(buffers[i], register: false);
            }
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Created by the first step with momentum.</summary>
        public Tensor? momentum_buffer;

        internal State() { }

        public override void SaveStateDict(BinaryWriter writer) => writer.WriteOptional(momentum_buffer);

        public override void LoadStateDict(BinaryReader reader) => momentum_buffer = reader.ReadOptional(momentum_buffer);

        public void Dispose() => momentum_buffer?.Dispose();
    }

    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(momentum!.Value);
            writer.Write(dampening!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(nesterov!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            momentum = reader.ReadDouble();
            dampening = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            nesterov = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        internal override void Complete(OptimizerOptions defaults)
        {
            base.Complete(defaults);
            var other = (Options)defaults;
            momentum ??= other.momentum;
            dampening ??= other.dampening;
            weight_decay ??= other.weight_decay;
            nesterov ??= other.nesterov;
            maximize ??= other.maximize;
        }
    }

    public class ParamGroup : ParamGroup<Options>, IMomentum
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0,
            double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize
            })
        { }

        public double Momentum
        {
            get => Options!.momentum!.Value;
            set => Options!.momentum = value;
        }
    }
}
