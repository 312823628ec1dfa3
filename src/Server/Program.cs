using CharRnn.Server;

// Settings come from appsettings.json, environment variables and the command line, as in every ASP.NET Core application:
//   dotnet run --project src/Server -- --CharRnn:Models:docs:ModelPath=models/dotnet-docs.onnx
CharRnnServer.Build(args).Run();
