// Opens a model and draws one character: how long that takes from the start of the process is measured.
using CharRnn.Inference;

using CharRnnModel model = CharRnnModel.Load(args[0]);
using GenerationSession session = model.CreateSession();
Console.WriteLine(session.Next());
