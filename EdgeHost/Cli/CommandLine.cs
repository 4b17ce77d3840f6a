using System.CommandLine;
using SegEdge.Camera;
using SegEdge.EdgeHost.Gpio;
using SegEdge.Explain;
using SegEdge.Fleet.Analysis;
using SegEdge.Onnx;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Cli;

/// <summary>The commands on one screen, and what their endings mean: 0 done, 1 a fault of ours, 2 the input cannot be used,
/// 3 a gate that was asked stops, 4 a stage hung, 130 interrupted.</summary>
internal static class CommandLine
{
    public const int Done = 0, Fault = 1, BadInput = 2, GateStops = 3, Hung = 4, Interrupted = 130;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("SegEdge segments a camera on the device, flags the frames that matter, explains them, and publishes over MQTT.")
        {
            DemoCommand.Create(),
            RunCommand.Create(),
            HubCommand.Create(),
            SegmentCommand.Create(),
            ExplainCommand.Create(),
            EvaluateCommand.Create(),
            EvaluateExplanationsCommand.Create(),
            StudyReportCommand.Create(),
            SimulateCommand.Create(),
            ProbeCommand.Create(),
            CamerasCommand.Create(),
            GraphCommand.Create(),
            CompileCommand.Create(),
            ModelsCommand.Create(),
            EngineCommand.Create(),
            BenchCommand.Create(),
            OutboxCommand.Create(),
            KeysCommand.Create(),
            CheckConfigCommand.Create(),
            DoctorCommand.Create(),
            AuditCommand.Create(),
            FleetCommand.Create(),
            FleetSimulateCommand.Create(),
        };
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // Ctrl+C and SIGTERM: what is under way is published and the outbox drained; the framework's two seconds would cut that short.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        }).ConfigureAwait(false);
        return parsed.Errors.Count > 0 ? BadInput : code;
    }

    /// <summary>Gives a command its action: what it throws becomes an exit code and one line per problem on standard error.</summary>
    public static void Act(this Command command, Func<ParseResult, CancellationToken, Task> action) => command.Act(async (parsed, stopping) =>
    {
        await action(parsed, stopping).ConfigureAwait(false);
        return Done;
    });

    /// <param name="action">Gives the exit code.</param>
    public static void Act(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, stopping) =>
        {
            try
            {
                return await action(parsed, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return Interrupted;
            }
            catch (Exception e) when (ProblemsOf(e) is { } problems)
            {
                foreach (var problem in problems) await Console.Error.WriteLineAsync($"error: {problem}").ConfigureAwait(false);
                return BadInput;
            }
            catch (Exception e) // unexpected: a fault of ours, so everything we know of it
            {
                await Console.Error.WriteLineAsync($"fault: {e}").ConfigureAwait(false);
                return Fault;
            }
        });

    private static IReadOnlyList<string>? ProblemsOf(Exception e) => e switch
    {
        UsageException usage => usage.Problems,
        ModelException model => model.Problems,
        EngineMissingException missing => [$"Model:Runtime:Provider is 'tensorrt' and required: {missing.Message}. 'segedge engine build' builds it, and so does 'segedge run'."],
        CameraException or GpioException or ExplainException or OnnxException or TelemetryFormatException or OutboxException or FleetAnalysisException => [e.Message],
        // A full disk, a folder that is not ours: the message names the file.
        IOException or UnauthorizedAccessException => [$"{e.Message.TrimEnd('.')}. Make room, allow it, or choose another place (--out; SEGEDGE_HOME for compiled models)."],
        _ => OpenCvLibrary.ProblemIn(e) is { } missing ? [$"{missing}. {OpenCvLibrary.NextStep}"] : null,
    };
}
