"""Model values -> SQL text: one statement each, without its final `;`, in lines of at most 140 characters."""
