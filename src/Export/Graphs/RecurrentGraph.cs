using static CharRnn.Export.GraphBuilder;
using static CharRnn.Export.Onnx.TensorProto.Types;

namespace CharRnn.Export;

/// <summary>
/// The graph of a model, from token ids and states to logits and states. If the model predicts tokens, the sequences of hidden states are
/// outputs too. They exist in any run, in the layouts of these outputs, so a caller that does not fetch them pays nothing. An encoder's graph has the states only.
/// </summary>
internal static class RecurrentGraph
{
    public static GraphBuilder Build(ModelDescription description, Weights weights)
    {
        GraphBuilder graph = new("char_rnn");
        NetworkGraph network = NetworkGraph.Create(graph, description, weights);
        object[] stateShape = [description.StateCount, "batch", description.StateSize];
        graph.Input("input_ids", DataType.Int64, "Token ids to read.", "batch", "sequence");
        graph.Input("h_in", DataType.Float, "Hidden state before the first token; zeros to start.", stateShape);
        if (description.HasCellState)
        {
            graph.Input("c_in", DataType.Float, "Cell state before the first token; zeros to start.", stateShape);
        }

        bool decodes = description.Task != ModelTask.Encode;
        (string result, string meaning, object[] shape) = Result(description);
        if (decodes)
        {
            graph.Output(result, DataType.Float, meaning, shape);
        }

        graph.Output("h_out", DataType.Float, "Hidden state after the last token.", stateShape);
        if (description.HasCellState)
        {
            graph.Output("c_out", DataType.Float, "Cell state after the last token.", stateShape);
        }

        if (decodes && !description.GivesLabels)
        {
            AddHidden(graph, network, description);
        }

        string ids = graph.Node("Transpose", "input_ids.by_time", ["input_ids"], Attribute("perm", 1, 0));
        string[] statesOut = NetworkGraph.StateNames(description, "_out");
        string outputs = network.Read(ids, NetworkGraph.StateNames(description, "_in"), statesOut);
        if (decodes)
        {
            network.Decode(
                description.Task == ModelTask.Classify ? network.TopState(statesOut[0]) : graph.Node("Transpose", "hidden", [outputs], Attribute("perm", 1, 0, 2)),
                result);
        }

        return graph;
    }

    // The name of what the model computes, its meaning and its shape.
    private static (string Name, string Meaning, object[] Shape) Result(ModelDescription description) =>
        (ModelTasks.OutputName(description.Task), description.Task, description.OutputSize) switch
        {
            (var name, ModelTask.Classify, var classes) => (name, "Scores of the text's classes.", ["batch", classes]),
            (var name, ModelTask.Tag, var labels) => (name, "Scores of each token's labels.", ["batch", "sequence", labels]),
            (var name, _, var tokens) => (name, "Scores of the token after each one.", ["batch", "sequence", tokens]),
        };

    private static void AddHidden(GraphBuilder graph, NetworkGraph network, ModelDescription description)
    {
        graph.Output("hidden", DataType.Float, "Hidden state of the top layer after each token.", "batch", "sequence", description.HiddenSize);
        for (int layer = 0; layer < description.Layers - 1; layer++)
        {
            graph.Output(NetworkGraph.HiddenName(layer), DataType.Float, $"Hidden state of layer {layer} after each token.", network.HiddenShape);
        }
    }
}
