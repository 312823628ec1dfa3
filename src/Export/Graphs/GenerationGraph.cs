using static CharRnn.Export.GraphBuilder;
using static CharRnn.Export.Onnx.TensorProto.Types;

namespace CharRnn.Export;

/// <summary>
/// The graph that generates a whole text, from a prompt, random numbers and states to token ids and states. It is one loop. In each
/// step the network reads one id. The next id comes from the prompt; after the prompt it is drawn as <see cref="Sampler"/> draws it.
/// </summary>
internal sealed class GenerationGraph
{
    private readonly ModelMetadata metadata;
    private readonly ModelDescription description;
    private readonly GraphBuilder graph = new("char_rnn_generation");
    private readonly GraphBuilder step;
    private readonly GraphBuilder draw;
    private readonly NetworkGraph network;
    private readonly int? lineEnd;
    private readonly Utf8Table? utf8;

    private GenerationGraph(ModelMetadata metadata, Weights weights)
    {
        this.metadata = metadata;
        description = metadata.Description;
        step = graph.Body("step");
        draw = graph.Body("draw");
        network = NetworkGraph.Create(step, description, weights);
        lineEnd = description.FindLineEnd(metadata.Vocabulary);
        utf8 = metadata.Vocabulary.Tokenization == Tokenization.Bytes ? Utf8Table.Build() : null;
    }

    public static GraphBuilder Build(ModelMetadata metadata, Weights weights) => new GenerationGraph(metadata, weights).Build();

    private GraphBuilder Build()
    {
        object[] stateShape = [description.Layers, 1, description.StateSize];
        graph.Input("prompt_ids", DataType.Int64, "Ids to go on from, at least one: the start character's, and those after it.", 1, "prompt");
        graph.Input("uniforms", DataType.Float, "A random number from 0 up to, but not, 1 for each id to draw.", "new");
        graph.Input("temperature", DataType.Double, "What logits are divided by; 0 takes the largest.");
        graph.Input("top_k", DataType.Int64, "Draw only from this many of the likeliest; 0 is all.");
        foreach (string state in NetworkGraph.StateNames(description, "_in"))
        {
            graph.Input(state, DataType.Float, "State before the prompt; zeros to start.", stateShape);
        }

        graph.Output("generated_ids", DataType.Int64, "The ids drawn.", "new");
        foreach (string state in NetworkGraph.StateNames(description, "_out"))
        {
            graph.Output(state, DataType.Float, "State before the last id drawn, which is the prompt to go on from.", stateShape);
        }

        PrepareSampling();
        BuildDraw();
        BuildStep();
        string[] utf8State = utf8 is null ? [] : [graph.Scalar("utf8.start", Utf8Table.Start)];
        string first = graph.Node("Gather", "first_id", ["prompt", graph.Scalar("zero", 0)]);
        graph.Node(
            "Loop",
            "generation",
            ["steps", "", first, .. NetworkGraph.StateNames(description, "_in"), .. utf8State],
            ["last_id", .. NetworkGraph.StateNames(description, "_out"), .. utf8State.Select(_ => "utf8.last"), "ids_after_each"],
            Attribute("body", step));
        string fromPrompt = graph.Node("Sub", "prompt_steps", ["prompt_length", "one"]);
        string[] range = [.. ((string[])[fromPrompt, "steps"]).Select(end => graph.Node("Unsqueeze", $"{end}.list", [end, graph.Initializer("list_axis", 0)]))];
        graph.Node("Slice", "generated_ids", ["ids_after_each", .. range]);
        return graph;
    }

    /// <summary>Adds what is the same in every step.</summary>
    private void PrepareSampling()
    {
        int vocabulary = description.VocabularySize;
        string one = graph.Scalar("one", 1);
        string prompt = graph.Node("Squeeze", "prompt", ["prompt_ids", graph.Initializer("batch_axis", 0)]);
        string promptLength = graph.Node("Size", "prompt_length", [prompt]);
        string newLength = graph.Node("Size", "new_length", ["uniforms"]);
        graph.Node("Sub", "steps", [graph.Node("Add", "all_length", [promptLength, newLength]), one]);

        string least = graph.Initializer("uniform.least", (ReadOnlySpan<float>)[0]);
        string most = graph.Initializer("uniform.most", (ReadOnlySpan<float>)[MathF.BitDecrement(1)]);
        graph.Node("Cast", "uniforms.double", [graph.Node("Clip", "uniforms.clipped", ["uniforms", least, most])], Attribute("to", DataType.Double));

        string zeroTemperature = graph.Initializer("temperature.zero", (ReadOnlySpan<double>)[0]);
        string oneTemperature = graph.Initializer("temperature.one", (ReadOnlySpan<double>)[1]);
        string greedy = graph.Node("Equal", "is_greedy", ["temperature", zeroTemperature]);
        graph.Node("Where", "divisor", [greedy, oneTemperature, "temperature"]);

        string all = graph.Scalar("vocabulary_size", vocabulary);
        string isAll = graph.Node("Less", "takes_all", ["top_k", one]);
        string k = graph.Node("Where", "k", [isAll, all, graph.Node("Min", "k.most", ["top_k", all])]);
        graph.Node("Unsqueeze", "k.list", [k, graph.Initializer("list_axis", 0)]);
    }

    /// <summary>Adds the draw of one id from the logits [vocabulary], in float64.</summary>
    private void BuildDraw()
    {
        string logits = draw.Node("Cast", "logits.double", ["logits.list"], Attribute("to", DataType.Double));
        if (MaskOfForbidden() is { } mask)
        {
            logits = draw.Node("Add", "logits.allowed", [logits, mask]);
        }

        // Sorted from the largest; of equal logits the one with the lower id comes first.
        draw.Node("TopK", "likeliest", [logits, "k.list"], ["likeliest.logits", "likeliest.ids"], Attribute("axis", 0L));
        string largest = draw.Node("Gather", "largest", ["likeliest.logits", graph.Scalar("zero", 0)]);
        string scaled = draw.Node("Div", "scaled", [draw.Node("Sub", "below_largest", ["likeliest.logits", largest]), "divisor"]);
        string weights = draw.Node("Exp", "weights", [scaled]);
        string sum = draw.Node("ReduceSum", "weights.sum", [weights], Attribute("keepdims", 0L));
        string probabilities = draw.Node("Div", "probabilities", [weights, sum]);

        // In the order of ids: the first whose cumulative probability exceeds the random number.
        string none = draw.Initializer("no_probability", new double[description.VocabularySize], description.VocabularySize);
        string byId = draw.Node("ScatterElements", "probabilities.by_id", [none, "likeliest.ids", probabilities], Attribute("axis", 0L));
        string cumulative = draw.Node("CumSum", "cumulative", [byId, graph.Scalar("zero", 0)]);
        string uniform = draw.Node("Gather", "uniform", ["uniforms.double", draw.Node("Sub", "drawn_before", ["next_position", "prompt_length"])]);
        string above = draw.Node("Cast", "above.float", [draw.Node("Less", "above", [uniform, cumulative])], Attribute("to", DataType.Float));
        string drawn = draw.Node("ArgMax", "drawn", [above], Attribute("axis", 0L), Attribute("keepdims", 0L));
        string likeliest = draw.Node("Gather", "likeliest.first", ["likeliest.ids", graph.Scalar("zero", 0)]);
        draw.Output(draw.Node("Where", "drawn_id", ["is_greedy", likeliest, drawn]), DataType.Int64, "The id drawn.");
    }

    /// <summary>Adds one step of the loop: the network reads an id, and the next one is chosen.</summary>
    private void BuildStep()
    {
        string iteration = step.Input("iteration", DataType.Int64, "Steps before this one.");
        string goesOn = step.Input("goes_on", DataType.Bool, "Always true.");
        string id = step.Input("id", DataType.Int64, "The id to read.");
        string[] states = [.. NetworkGraph.StateNames(description, "")];
        object[] stateShape = [description.Layers, 1, description.StateSize];
        foreach (string state in states)
        {
            step.Input(state, DataType.Float, "State before.", stateShape);
        }

        if (utf8 is not null)
        {
            step.Input("utf8", DataType.Int64, "Where in a character the text stands.");
        }

        string ids = step.Node("Reshape", "id.by_time", [id, graph.Initializer("one_by_one", 1, 1)]);
        string[] read = [.. states.Select(state => $"{state}.read")];
        string outputs = network.Read(ids, states, read);
        network.Decode(outputs, "logits");
        step.Node("Reshape", "logits.list", ["logits", graph.Initializer("flat", -1)]);

        string position = step.Node("Add", "next_position", [iteration, "one"]);
        GraphBuilder take = graph.Body("take");
        take.Output(take.Node("Gather", "prompt_id", ["prompt", position]), DataType.Int64, "The prompt's next id.");
        string isPrompt = step.Node("Less", "is_prompt", [position, "prompt_length"]);
        string next = step.Node("If", "next_id", [isPrompt], Attribute("then_branch", take), Attribute("else_branch", draw));
        string pending = StartAnewAfterLine(next, read);

        step.Output(step.Node("Identity", "goes_on.next", [goesOn]), DataType.Bool, "Always true.");
        step.Output(pending, DataType.Int64, "The id to read next.");
        foreach (string state in states)
        {
            step.Output($"{state}.next", DataType.Float, "State after.", stateShape);
        }

        if (utf8 is not null)
        {
            string row = step.Node("Gather", "utf8.row", [utf8.AddNext(graph), "utf8"], Attribute("axis", 0L));
            step.Output(step.Node("Gather", "utf8.next", [row, next]), DataType.Int64, "Where in a character the text stands then.");
        }

        step.Output(step.Node("Identity", "id.after", [next]), DataType.Int64, "The id that follows.");
    }

    /// <summary>Resets a model of lines after a newline to the zero state and the start character.</summary>
    /// <returns>The id to read next.</returns>
    private string StartAnewAfterLine(string next, string[] read)
    {
        if (lineEnd is null)
        {
            foreach (string state in read)
            {
                step.Node("Identity", state.Replace(".read", ".next", StringComparison.Ordinal), [state]);
            }

            return step.Node("Identity", "id.next", [next]);
        }

        string ends = step.Node("Equal", "line_ends", [next, graph.Scalar("line_end", lineEnd.Value)]);
        string zero = graph.Initializer("zero_state", (ReadOnlySpan<float>)[0]);
        foreach (string state in read)
        {
            step.Node("Where", state.Replace(".read", ".next", StringComparison.Ordinal), [ends, zero, state]);
        }

        return step.Node("Where", "id.next", [ends, graph.Scalar("start_id", metadata.StartId), next]);
    }

    /// <returns>Zero where an id can be drawn and minus infinity where not, [vocabulary]; null where all can.</returns>
    private string? MaskOfForbidden()
    {
        if (utf8 is not null)
        {
            return draw.Node("Gather", "utf8.mask", [utf8.AddMasks(graph), "utf8"], Attribute("axis", 0L));
        }

        if (metadata.Vocabulary.UnknownId is not { } unknown)
        {
            return null;
        }

        double[] mask = new double[description.VocabularySize];
        mask[unknown] = double.NegativeInfinity;
        return graph.Initializer("unknown.mask", mask, mask.Length);
    }
}
