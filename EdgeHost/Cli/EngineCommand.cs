using System.CommandLine;
using System.Text.Json;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline.Engines;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge engine build</c>: TensorRT's engine of the configured model, by hand or for a service that wants one.</summary>
internal static class EngineCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model", "-m") { Description = "Instead of the configured one.", HelpName = "MODEL" };
        var config = new Option<string?>("--config", "-c") { Description = "Configuration file (JSON).", HelpName = "FILE" };
        var set = CommonOptions.Set();
        var order = new Option<bool>("--order") { Description = "Read what to build from standard input, as the service writes it.", Hidden = true };
        var build = new Command("build", "Build the engine that the configuration needs here, unless it is there; takes minutes. May be killed at any moment: no half of an engine is ever loaded.")
        {
            model, config, set, order,
        };
        build.Act((parsed, stopping) =>
        {
            Console.WriteLine(EngineOrders.Build(parsed.GetValue(order) ? Read() : Make(parsed.GetValue(model), parsed.GetValue(config), parsed.GetValue(set) ?? []), stopping));
            return Task.CompletedTask;
        });
        return new Command("engine", "TensorRT's engines.") { build };
    }

    private static EngineOrder Read()
    {
        try
        {
            return EngineOrders.Read(Console.OpenStandardInput());
        }
        catch (JsonException e)
        {
            throw new UsageException($"--order: {e.Message}");
        }
    }

    private static EngineOrder Make(string? model, string? config, string[] set)
    {
        var (_, options, problems) = ConfigurationLoader.Load(config, set);
        if (problems.Count > 0) throw new UsageException(problems);
        var package = ServingModels.Load(options.Model, model ?? options.Model.Path);
        return EngineOrders.For(ServingModels.Fitted(package, options), options.Model.Runtime);
    }
}
