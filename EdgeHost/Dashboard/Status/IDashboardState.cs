namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The running device as the dashboard sees it: asked by every open page every two seconds, so answers must be cheap.</summary>
public interface IDashboardState
{
    DashboardStatus Status();

    /// <summary>Asks for the next frame to be flagged.</summary>
    /// <returns>False where no frame will come, for example while the pipeline stops.</returns>
    bool TriggerFlag();
}
