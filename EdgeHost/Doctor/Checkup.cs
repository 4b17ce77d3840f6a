using SegEdge.Camera;
using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Doctor;

/// <summary>Looks at everything that a device needs of its machine, one after the other; what fails does not keep the rest from being looked at.</summary>
internal sealed class Checkup(SegEdgeOptions options, TimeProvider time)
{
    private readonly (string Name, Func<SegEdgeOptions, TimeProvider, Finding> Look)[] _checks =
    [
        ("runtime", (_, _) => InferenceChecks.Runtime()),
        ("opencv", (_, _) => InferenceChecks.OpenCv()),
        ("model", (options, _) => InferenceChecks.Model(options)),
        ("provider", (options, _) => InferenceChecks.Provider(options)),
        .. options.EffectiveCameras.Select(camera => CheckOf(camera, options.Cameras.Count == 0 ? "camera" : $"camera:{camera.Name}")),
        ("clips", (options, _) => ClipChecks.Clips(options)),
        ("gpio", (options, _) => MachineChecks.Gpio(options)),
        ("broker", (options, _) => LinkChecks.Broker(options)),
        ("disk", (options, _) => LinkChecks.Disk(options)),
        ("clock", (_, _) => LinkChecks.Clock()),
        ("heat", (options, _) => MachineChecks.Heat(options)),
        ("power", (_, _) => MachineChecks.Power()),
    ];

    public IEnumerable<Finding> Findings()
    {
        foreach (var (name, look) in _checks) yield return Try(name, () => look(options, time));
    }

    private static (string, Func<SegEdgeOptions, TimeProvider, Finding>) CheckOf(CameraOptions camera, string check) =>
        (check, (_, time) => MachineChecks.Camera(camera, check, time));

    private static Finding Try(string name, Func<Finding> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (OpenCvLibrary.ProblemIn(e) is { } problem)
        {
            return Finding.Bad(name, problem, OpenCvLibrary.NextStep);
        }
        catch (Exception e) // whatever it is: a doctor who falls over helps nobody
        {
            return Finding.Bad(name, $"{e.GetType().Name}: {e.Message}", "This check itself failed; report it with this line.");
        }
    }
}
