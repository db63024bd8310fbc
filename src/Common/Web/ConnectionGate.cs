using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Web;

/// <summary>
/// Bounds the connections of a listener. The server's own bound turns newcomers away, so that silent peers could keep the probes out; here
/// the one that has waited longest for a request gives way.
/// </summary>
/// <param name="maxConnections">Connections at once, 1 or more.</param>
/// <param name="logger">Log.</param>
internal sealed class ConnectionGate(int maxConnections, ILogger logger)
{
    private readonly Lock turn = new();
    private readonly LinkedList<Seat> waiting = new(); // the longest first
    private int taken;

    /// <summary>Middleware of connections.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        if (Enter(connection) is not { } seat) return; // the server closes what nobody serves
        connection.Features.Set(seat);
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(seat);
        }
    };

    private Seat? Enter(ConnectionContext connection)
    {
        var seat = new Seat(this, connection);
        Seat? oldest = null;
        lock (turn)
        {
            if (taken == maxConnections)
            {
                oldest = waiting.First?.Value;
                if (oldest is null) seat = null;
                else Free(oldest);
            }

            if (seat is not null)
            {
                waiting.AddLast(seat.Place);
                taken++;
            }
        }

        if (seat is null) logger.NoRoom(maxConnections);
        if (oldest is null) return seat;
        logger.MadeRoom(maxConnections);
        oldest.Connection.Abort(new ConnectionAbortedException("it waited longest for a request when there was no room for another one"));
        return seat;
    }

    private void Leave(Seat seat)
    {
        lock (turn) Free(seat);
    }

    private void Free(Seat seat)
    {
        if (seat.IsFree) return;
        seat.IsFree = true;
        taken--;
        if (seat.Place.List is not null) waiting.Remove(seat.Place);
    }

    /// <summary>The place of a connection; a feature of it, so requests can tell when they are at work.</summary>
    internal sealed class Seat
    {
        private readonly ConnectionGate gate;

        public Seat(ConnectionGate gate, ConnectionContext connection)
        {
            (this.gate, Connection) = (gate, connection);
            Place = new LinkedListNode<Seat>(this);
        }

        public ConnectionContext Connection { get; }

        public LinkedListNode<Seat> Place { get; }

        public bool IsFree { get; set; }

        /// <summary>A request begins: the connection is not closed for another one.</summary>
        public void Work()
        {
            lock (gate.turn)
                if (Place.List is not null) gate.waiting.Remove(Place);
        }

        /// <summary>A request has ended: the connection waits anew.</summary>
        public void Wait()
        {
            lock (gate.turn)
                if (!IsFree) gate.waiting.AddLast(Place);
        }
    }
}
