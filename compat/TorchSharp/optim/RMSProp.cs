using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Hinton's RMSProp (lecture 6e of "Neural Networks for Machine Learning", 2012); centred as in Graves, 2013.</summary>
public class RMSProp : OptimizerHelper, IMomentum
{
    private readonly Options _defaults;

    public RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
        double momentum = 0.0, bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize) { }

    public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
        double momentum = 0.0, bool centered = false, bool maximize = false)
    {
        Reject(lr < 0, $"Invalid learning rate: {lr}");
        Reject(eps < 0, $"Invalid ε: {eps}");
        Reject(alpha < 0, $"Invalid alpha: {alpha}");
        Reject(momentum < 0, $"Invalid momentum value: {momentum}");
        Reject(weight_decay < 0, $"Invalid weight_decay value: {weight_decay}");
        _defaults = new()
        {
            LearningRate = lr,
            alpha = alpha,
            eps = eps,
            weight_decay = weight_decay,
            momentum = momentum,
            centered = centered,
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

    public override void add_param_group(Modules.ParamGroup param_group) =>
        Add(param_group, _defaults, (parameter, _) => new State(parameter));

    public override Tensor? step(Func<Tensor>? closure = null) => Step<Options, State>(closure, Apply);

    private static unsafe void Apply(Options options, Parameter[] parameters, State[] states)
    {
        var settings = new Native.RmsPropSettings
        {
            Lr = options.LearningRate!.Value,
            Alpha = options.alpha!.Value,
            Eps = options.eps!.Value,
            WeightDecay = options.weight_decay!.Value,
            Momentum = options.momentum!.Value,
            Centered = Native.Flag(options.centered),
            Maximize = Native.Flag(options.maximize),
        };
        long[] steps = [.. states.Select(state => state.step)];
        fixed (nint* p = Native.Handles(parameters), square = Native.Handles(states.Select(state => state.square_avg)),
            buffer = Native.Handles(states.Select(state => state.momentum_buffer)),
                average = Native.Handles(states.Select(state => state.grad_avg)))
        fixed (long* t = steps)
        {
            Native.Check(Native.ts_rmsprop(p, square, buffer, average, t, parameters.Length, &settings), parameters, states);
        }

        for (int i = 0; i < steps.Length; i++)
        {
            states[i].step = steps[i];
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor square_avg;
        public Tensor momentum_buffer;
        public Tensor grad_avg;

        internal State(Parameter parameter) =>
            (square_avg, momentum_buffer, grad_avg) = (Filled(parameter), Filled(parameter), Filled(parameter));

        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            writer.Write(square_avg);
            writer.WriteOptional(momentum_buffer);
            writer.WriteOptional(grad_avg);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            step = reader.ReadInt64();
            reader.Read(square_avg);
            momentum_buffer = reader.ReadOptional(momentum_buffer)!;
            grad_avg = reader.ReadOptional(grad_avg)!;
        }

        public void Dispose()
        {
            square_avg.Dispose();
            momentum_buffer.Dispose();
            grad_avg.Dispose();
        }
    }

    public class Options : OptimizerOptions
    {
        public bool? maximize;
        public double? momentum;
        public double? alpha;
        public double? eps;
        public double? weight_decay;
        public bool? centered;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(maximize!.Value);
            writer.Write(momentum!.Value);
            writer.Write(alpha!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(centered!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            maximize = reader.ReadBoolean();
            momentum = reader.ReadDouble();
            alpha = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            centered = reader.ReadBoolean();
        }

        internal override void Complete(OptimizerOptions defaults)
        {
            base.Complete(defaults);
            var other = (Options)defaults;
            maximize ??= other.maximize;
            momentum ??= other.momentum;
            alpha ??= other.alpha;
            eps ??= other.eps;
            weight_decay ??= other.weight_decay;
            centered ??= other.centered;
        }
    }

    public class ParamGroup : ParamGroup<Options>, IMomentum
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double eps = 1e-8, double alpha = 0.99,
            double weight_decay = 0, double momentum = 0.0, bool centered = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                eps = eps,
                alpha = alpha,
                weight_decay = weight_decay,
                momentum = momentum,
                centered = centered
            })
        { }

        public double Momentum
        {
            get => Options!.momentum!.Value;
            set => Options!.momentum = value;
        }
    }
}
