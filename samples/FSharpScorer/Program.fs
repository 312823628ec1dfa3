// Scores sentences and continues a text, in F#.
//   dotnet run --project samples/FSharpScorer [MODEL.onnx]
open CharRnn
open CharRnn.Inference

[<EntryPoint>]
let main args =
    let path = args |> Array.tryHead |> Option.defaultValue "models/dotnet-docs.onnx"
    use model = CharRnnModel.Load path
    let scorer = SentenceScorer model

    for text in [ "Gets the number of elements."; "Gets teh nubmer of elemnets."; "xqzv kjhw bvnm qqpl zxcv." ] do
        printfn "%.1f bits per character: %s" ((scorer.Score text).BitsPerCharacter.GetValueOrDefault nan) text

    use session = model.CreateSession(SamplingOptions(Temperature = 0.5), GenerationOptions(Seed = System.Nullable 1UL, MaxLength = 60))
    session.Feed "Returns "
    printfn "Returns %s" (session.Generate())
    0
